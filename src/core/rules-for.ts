import type { Rule, Spec } from './asset.ts';
import { areApart, type CompiledGlob, compiledMeet, compileGlob, matchGlobs, staticFolder } from './glob.ts';
import { extensionsOf } from './language.ts';

/** A rule, whether it applies to a spec, and a sentence that says why. */
export interface AppliedRule {
  readonly rule: Rule;
  readonly applies: boolean;
  readonly why: string;
}

/**
 * Holds rules against a spec, in the order in which the agent gets them: other tools' before the project's own, and
 * general ones before specific ones, so that where two disagree the last is the nearer. `files` are output files that
 * exist already, if known.
 */
export function rulesFor(
  spec: Pick<Spec, 'name' | 'outputs' | 'language'>,
  rules: readonly Rule[],
  files: readonly string[] = [],
): AppliedRule[] {
  return rules.toSorted(byOrder).map((rule) => ({ rule, ...decide(rule, spec, files) }));
}

type Decision = Pick<AppliedRule, 'applies' | 'why'>;

function decide(rule: Rule, spec: Pick<Spec, 'name' | 'outputs' | 'language'>, files: readonly string[]): Decision {
  const { scope } = rule;
  switch (scope.kind) {
    case 'always':
      return { applies: true, why: 'applies to every spec' };
    case 'on-request':
      return { applies: false, why: 'on request only: it is bound to no files' };
    case 'specs': {
      const applies = scope.specs.includes(spec.name);
      return { applies, why: applies ? 'names this spec' : `is only for ${scope.specs.join(', ')}` };
    }
    case 'globs':
      return decideByGlobs(scope.globs, spec, files);
    default:
      return scope satisfies never;
  }
}

function decideByGlobs(globs: readonly string[], spec: Pick<Spec, 'outputs' | 'language'>, files: readonly string[]) {
  const positive = globs.filter((glob) => !glob.startsWith('!'));
  const excluded = matchGlobs(globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  for (const glob of positive) {
    const compiled = compileOnce(glob);
    const file = files.find((path) => matchGlobs([glob])(path) && !excluded(path));
    if (file !== undefined) return { applies: true, why: `\`${glob}\` matches ${file}` };
    for (const output of spec.outputs) {
      const place = staticFolder(output).toLowerCase();
      if (place !== '' && areApart(compiled.prefix, place.split('/'))) continue;
      for (const likely of likelyPaths(output, spec.language)) {
        const example = compiledMeet(compiled, compileGlob(likely));
        if (example === null || excluded(example)) continue;
        return { applies: true, why: `\`${glob}\` can match the output \`${output}\`, such as ${example}` };
      }
    }
  }
  const shown = positive.map((glob) => `\`${glob}\``).join(', ');
  return { applies: false, why: `${shown} can match none of the outputs` };
}

const compiledGlobs = new Map<string, CompiledGlob>();

/** A project's few rules are held against thousands of specs. */
function compileOnce(glob: string): CompiledGlob {
  const compiled = compiledGlobs.get(glob) ?? compileGlob(glob);
  compiledGlobs.set(glob, compiled);
  return compiled;
}

/** An output with a wildcard for the whole name, narrowed to the files that the language makes likely. */
function likelyPaths(output: string, language: string | null): string[] {
  const extensions = extensionsOf(language);
  const folder = /^(.*\/|)\*\*?$/.exec(output)?.[1];
  if (extensions.length === 0 || folder === undefined) return [output];
  const start = output.endsWith('**') ? `${folder}**/*` : `${folder}*`;
  return extensions.map((extension) => `${start}.${extension}`);
}

const SOURCES: readonly Rule['source'][] = ['agents-md', 'copilot', 'cursor', 'claude', 'rules'];
const SCOPES: readonly Rule['scope']['kind'][] = ['always', 'on-request', 'globs', 'specs'];

function byOrder(left: Rule, right: Rule): number {
  const own = Number(left.source === 'rules') - Number(right.source === 'rules');
  const scope = SCOPES.indexOf(left.scope.kind) - SCOPES.indexOf(right.scope.kind);
  const source = SOURCES.indexOf(left.source) - SOURCES.indexOf(right.source);
  const depth = left.source === 'agents-md' && right.source === 'agents-md' ? depthOf(left) - depthOf(right) : 0;
  return own || scope || source || depth || (left.file < right.file ? -1 : left.file > right.file ? 1 : 0);
}

function depthOf(rule: Rule): number {
  return rule.file.split('/').length;
}
