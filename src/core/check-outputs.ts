import type { Rule } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { compiledMeet, compileGlob, matchGlobs, staticFolder } from './glob.ts';
import { memoise } from './lazy.ts';
import type { LoadedSpec } from './project.ts';

/** Finds outputs that two specs could both write; one diagnostic for each such pair of specs. */
export function checkOverlaps(specs: Iterable<LoadedSpec>): Diagnostic[] {
  const loaded = new Map([...specs].map((one) => [one.name, one]));
  const owners = [...loaded.values()].map(({ name, spec }) => ({ name, outputs: spec?.outputs ?? [] }));
  return findOverlaps(owners).map(({ told, other, example }) => {
    const { specPath, lineOf } = loaded.get(told.name)!;
    return {
      severity: 'error',
      code: 'overlapping-outputs',
      file: specPath,
      line: lineOf(['outputs', told.index]),
      message: `The output \`${told.glob}\` overlaps with \`${other.glob}\` of the spec ${other.name}: both can match ${example}.`,
      mend: 'Give each spec outputs of its own.',
    };
  });
}

/** Two outputs that meet: `told` is the one of the later spec by name, `example` a path that both match. */
export interface Overlap {
  readonly told: Claim;
  readonly other: Claim;
  readonly example: string;
}

/** Finds outputs that two specs could both write: one overlap for each such pair of specs. */
export function findOverlaps(
  specs: Iterable<{ readonly name: string; readonly outputs: readonly string[] }>,
): Overlap[] {
  const claims = [...specs].flatMap(({ name, outputs }) => outputs.map((glob, index) => ({ name, index, glob })));
  const byFolder = Map.groupBy(claims, ({ glob }) => folderOf(glob));
  const compiled = memoise(compileGlob);
  const overlaps = new Map<string, Overlap>();
  for (const [folder, inside] of byFolder) {
    // Two globs can only meet where the folder of one is in the other's; so thousands of specs need few comparisons.
    const above = foldersAbove(folder).flatMap((one) => byFolder.get(one) ?? []);
    for (const claim of inside) {
      for (const other of [...above, ...inside]) {
        const [told, first] = claim.name > other.name ? [claim, other] : [other, claim];
        const pair = `${first.name}\0${told.name}`;
        if (told.name === first.name || overlaps.has(pair)) continue;
        const example = compiledMeet(compiled(claim.glob), compiled(other.glob));
        if (example !== null) overlaps.set(pair, { told, other: first, example });
      }
    }
  }
  return [...overlaps.values()];
}

function folderOf(glob: string): string {
  return staticFolder(glob).toLowerCase();
}

function foldersAbove(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return parts.map((_, length) => parts.slice(0, length).join('/'));
}

/** Finds assets that lie where a spec's outputs are, such as a nested AGENTS.md. */
export function checkCoveredRules(loaded: LoadedSpec, rules: readonly Rule[]): Diagnostic[] {
  if (loaded.spec === null) return [];
  const isOutput = matchGlobs(loaded.spec.outputs);
  return rules
    .filter((rule) => isOutput(rule.file))
    .map((rule) => ({
      severity: 'error',
      code: 'output-covers-asset',
      file: loaded.specPath,
      line: loaded.lineOf(['outputs']),
      message: `The outputs cover ${rule.file}, which is a rule: a session could rewrite it.`,
      mend: `Move it to a folder above the outputs or into \`rules/\`, or name narrower outputs.`,
    }));
}

/** One glob of a spec's outputs. */
interface Claim {
  readonly name: string;
  readonly index: number;
  readonly glob: string;
}
