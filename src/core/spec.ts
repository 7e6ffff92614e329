import type { Spec } from './asset.ts';
import { ASSET_NAME_RULE, isAssetName } from './asset-name.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Frontmatter, parseFrontmatter } from './frontmatter.ts';
import { DEFAULT_LIMITS, mergeLimits, type PartialLimits } from './limits.ts';
import { findPlaceholder } from './placeholders.ts';
import { parseRequirements } from './requirements.ts';
import { explainIssues } from './schema-problems.ts';
import { SPEC_KEYS, specSchema } from './spec-schema.ts';
import { didYouMean } from './suggest.ts';

/** What regent.json sets for all specs that don't say otherwise. */
export interface SpecDefaults {
  readonly mode?: Spec['mode'] | undefined;
  readonly limits?: PartialLimits | undefined;
}

/** A spec, or null when one of the diagnostics is an error. */
export interface ParsedSpec {
  readonly spec: Spec | null;
  readonly diagnostics: readonly Diagnostic[];
  /** 1-based line of `spec.md` for a key of its frontmatter. */
  readonly lineOf: Frontmatter['lineOf'];
}

/** Reads a `spec.md` and finds all that is wrong with it at once. `folder` is `specs/<name>`. */
export function parseSpec(source: { folder: string; text: string; defaults?: SpecDefaults }): ParsedSpec {
  const file = `${source.folder}/spec.md`;
  const frontmatter = parseFrontmatter(source.text, file);
  const { lineOf } = frontmatter;
  const { requirements, diagnostics } = parseRequirements(frontmatter.body, frontmatter.bodyLine, file);
  if (frontmatter.data === null) {
    const missing = frontmatter.present ? [] : [noFrontmatter(file)];
    return { spec: null, diagnostics: [...frontmatter.diagnostics, ...missing, ...diagnostics], lineOf };
  }

  const parsed = specSchema().safeParse(frontmatter.data);
  const place = { file, lineOf };
  const all = [
    ...explainIssues(parsed.error?.issues ?? [], frontmatter.data, SPEC_KEYS, place),
    ...checkName(frontmatter, source.folder, file),
    ...diagnostics,
    ...warnOfPlaceholder(source.text, file),
  ].sort((left, right) => left.line - right.line);
  if (!parsed.success || all.some((diagnostic) => diagnostic.severity === 'error')) {
    return { spec: null, diagnostics: all, lineOf };
  }

  const { summary, language, holdout, contract, mode, limits, ...rest } = parsed.data;
  const spec: Spec = {
    ...rest,
    folder: source.folder,
    summary: (summary ?? '').replaceAll(/\s+/g, ' ').trim(),
    language: language ?? null,
    holdout: holdout ?? null,
    contract: contract ?? null,
    mode: mode ?? source.defaults?.mode ?? 'scratch',
    limits: mergeLimits(DEFAULT_LIMITS, source.defaults?.limits, limits),
    requirements,
    body: frontmatter.body,
  };
  return { spec, diagnostics: all, lineOf };
}

function warnOfPlaceholder(text: string, file: string): Diagnostic[] {
  const found = findPlaceholder('spec', text);
  return found === null ? [] : [{ severity: 'warning', file, ...found }];
}

function noFrontmatter(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'no-frontmatter',
    file,
    line: 1,
    message: 'The file does not open with frontmatter.',
    mend: 'Put `---` in the first line, then name, outputs and tests, then `---` again.',
  };
}

function checkName({ data, lineOf }: Frontmatter, folder: string, file: string): Diagnostic[] {
  const expected = folder.slice(folder.lastIndexOf('/') + 1);
  const name = data?.name;
  const wrong = (code: string, message: string, mend: string): Diagnostic[] => [
    { severity: 'error', code, file, line: lineOf(['name']), message, mend },
  ];
  if (!isAssetName(expected)) {
    return wrong('bad-name', `The folder's name \`${expected}\` is no spec's name.`, `Rename it: ${ASSET_NAME_RULE}.`);
  }
  if (typeof name !== 'string' || name === expected) return [];
  const message = `The name \`${name.slice(0, 64)}\` is not the folder's name.`;
  const mend = `${didYouMean(name, [expected])}Write \`name: ${expected}\`, or rename the folder.`;
  return wrong('name-not-folder', message, mend);
}
