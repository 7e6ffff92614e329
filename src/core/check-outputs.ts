import type { Rule } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type CompiledGlob, compiledMeet, compileGlob, matchGlobs } from './glob.ts';
import type { LoadedSpec } from './project.ts';

/** Finds outputs that two specs could both write; one diagnostic for each such pair of specs. */
export function checkOverlaps(specs: Iterable<LoadedSpec>): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const claims: Claim[] = [];
  for (const loaded of specs) {
    for (const [index, glob] of (loaded.spec?.outputs ?? []).entries()) {
      claims.push({ order: claims.length, loaded, index, glob, compiled: compileGlob(glob) });
    }
  }
  const byPrefix = Map.groupBy(claims, ({ compiled }) => compiled.prefix.join('/'));
  const told = new Set<string>();
  for (const claim of claims) {
    for (const other of nearby(claim, byPrefix)) {
      if (other.loaded === claim.loaded) continue;
      // Of two claims with the same prefix each finds the other: the later in order tells.
      if (other.compiled.prefix.length === claim.compiled.prefix.length && other.order > claim.order) continue;
      const pair = [claim.loaded.name, other.loaded.name].sort().join('\0');
      if (told.has(pair)) continue;
      const example = compiledMeet(claim.compiled, other.compiled);
      if (example === null) continue;
      told.add(pair);
      diagnostics.push(overlap(claim, other, example));
    }
  }
  return diagnostics;
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

interface Claim {
  readonly order: number;
  readonly loaded: LoadedSpec;
  readonly index: number;
  readonly glob: string;
  readonly compiled: CompiledGlob;
}

/** Two globs can only meet where one's fixed folders begin the other's; so thousands of specs need few comparisons. */
function nearby(claim: Claim, byPrefix: ReadonlyMap<string, readonly Claim[]>): Claim[] {
  const found: Claim[] = [];
  for (let length = 0; length <= claim.compiled.prefix.length; length++) {
    found.push(...(byPrefix.get(claim.compiled.prefix.slice(0, length).join('/')) ?? []));
  }
  return found;
}

function overlap(left: Claim, right: Claim, example: string): Diagnostic {
  const [told, other] = left.loaded.name > right.loaded.name ? [left, right] : [right, left];
  return {
    severity: 'error',
    code: 'overlapping-outputs',
    file: told.loaded.specPath,
    line: told.loaded.lineOf(['outputs', told.index]),
    message: `The output \`${told.glob}\` overlaps with \`${other.glob}\` of the spec ${other.loaded.name}: both can match ${example}.`,
    mend: 'Give each spec outputs of its own.',
  };
}
