import type { Rule, Spec } from './asset.ts';
import { areApart, type CompiledGlob, compiledMeet, compileGlob, matchGlobs, staticFolder } from './glob.ts';
import { extensionsOf } from './language.ts';

/** A rule, whether it applies to a spec, and a sentence that says why. */
export interface AppliedRule {
  readonly rule: Rule;
  readonly applies: boolean;
  readonly why: string;
  /**
   * Where it stands in the request. `system`: in the part that all specs share; `opening`: with the spec; `offered`: its
   * description alone, for the agent to read it when it fits; null: nowhere.
   */
  readonly place: 'system' | 'opening' | 'offered' | null;
  /** What a reader of the list should know besides, such as a rule of the same name elsewhere. */
  readonly note: string | null;
}

/**
 * Holds rules against a spec, in the order in which the agent gets them: those for every spec before all others, which
 * stand with the spec, and in both parts other tools' before the project's own. So where two disagree the last is the
 * nearer. Of those that say the same, as files for several tools often do, one is given: the project's own, or the last.
 * `files` are output files that exist already, if known.
 */
export function rulesFor(
  spec: Pick<Spec, 'name' | 'outputs' | 'language'>,
  rules: readonly Rule[],
  files: readonly string[] = [],
): AppliedRule[] {
  const decided = inOrder(rules).map((rule) => ({ rule, ...decide(rule, spec, files) }));
  const nearest = new Map<string, Rule>();
  const isGiven = ({ place }: Decision): boolean => place === 'system' || place === 'opening';
  // The one to keep comes last: what is given before what is only offered, the project's own before all.
  const isOwn = ({ rule }: { rule: Rule }): boolean => rule.source === 'rules';
  const given = decided.filter(isGiven);
  const ranked = [...decided.filter(({ place }) => place === 'offered'), ...given, ...given.filter(isOwn)];
  for (const { rule } of ranked) nearest.set(sayingOf(rule), rule);
  const settled = decided.map(({ rule, place, why }): Omit<AppliedRule, 'note'> => {
    const nearer = nearest.get(sayingOf(rule)) ?? rule;
    if (place === null || rule.check !== null || nearer === rule || sayingOf(rule) === '')
      return { rule, applies: isGiven({ place, why }), place, why };
    return { rule, applies: false, place: null, why: `says the same as ${nearer.file}, which the agent gets` };
  });
  const applied = settled.filter((one) => one.applies);
  return settled.map((one) => ({ ...one, note: one.applies ? noteNamesakes(one.rule, applied) : null }));
}

/** Returns rules in the order in which an agent gets them. */
export function inOrder(rules: readonly Rule[]): Rule[] {
  return rules.toSorted(byOrder);
}

/** Which of the rules stand where; the rules in scope are those of `system` and of `opening`. */
export function rulesAt(applied: readonly AppliedRule[], ...places: readonly AppliedRule['place'][]): Rule[] {
  return applied.filter((one) => places.includes(one.place)).map((one) => one.rule);
}

type Decision = Pick<AppliedRule, 'place' | 'why'>;

/** Two rules with one of these give the agent the same text. */
function sayingOf(rule: Rule): string {
  return rule.body.replace(/\s+/g, ' ').trim();
}

/** Files for several tools tend to have one name: of those that differ, the later counts where they disagree. */
function noteNamesakes(rule: Rule, given: readonly Omit<AppliedRule, 'note'>[]): string | null {
  const short = shortName(rule);
  const namesakes = given.map((one) => one.rule).filter((one) => shortName(one) === short);
  const others = namesakes.filter((one) => one !== rule).map((one) => one.file);
  if (others.length === 0) return null;
  const last = namesakes.at(-1) === rule ? 'this one, the last, counts' : 'the last counts';
  return `\`${short}\` is also in ${others.join(', ')}; where they disagree, ${last}`;
}

/** `typescript` for `.cursor/rules/typescript.mdc` and for `rules/typescript.md`. */
export function shortName(rule: Pick<Rule, 'name' | 'source'>): string {
  const last = rule.name.slice(rule.name.lastIndexOf('/') + 1);
  return rule.source === 'agents-md' ? rule.name : last.replace(/(?:\.instructions)?\.mdc?$/i, '');
}

function decide(rule: Rule, spec: Pick<Spec, 'name' | 'outputs' | 'language'>, files: readonly string[]): Decision {
  const { scope } = rule;
  switch (scope.kind) {
    case 'always':
      return { place: 'system', why: 'applies to every spec' };
    case 'on-request':
      return { place: 'offered', why: 'on request: the agent is offered its description, and reads it when it fits' };
    case 'manual':
      return { place: null, why: `by hand only: ${scope.because}` };
    case 'specs': {
      const applies = scope.specs.includes(spec.name);
      return applies
        ? { place: 'opening', why: 'names this spec' }
        : { place: null, why: `is only for ${scope.specs.join(', ')}` };
    }
    case 'globs': {
      const { applies, why } = decideByGlobs(scope.globs, spec, files);
      return { place: applies ? 'opening' : null, why };
    }
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
        // One example that is excluded says little: `!**/any.ts` keeps no other file out.
        if (example === null || [example, example.replaceAll('any', 'another')].every(excluded)) continue;
        return { applies: true, why: `\`${glob}\` can match the output \`${output}\`, such as ${example}` };
      }
    }
  }
  const shown = positive.slice(0, 4).map((glob) => `\`${glob}\``);
  const more = positive.length > 4 ? ` and ${positive.length - 4} more` : '';
  const rootOnly = positive.every((glob) => !glob.includes('/') && glob !== '**');
  const hint = rootOnly ? ', for without a slash it means the root folder' : '';
  return { applies: false, why: `${shown.join(', ')}${more} can match none of the outputs${hint}` };
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
const SCOPES: readonly Rule['scope']['kind'][] = ['always', 'on-request', 'manual', 'globs', 'specs'];

function byOrder(left: Rule, right: Rule): number {
  const special = Number(left.scope.kind !== 'always') - Number(right.scope.kind !== 'always');
  const own = Number(left.source === 'rules') - Number(right.source === 'rules');
  const scope = SCOPES.indexOf(left.scope.kind) - SCOPES.indexOf(right.scope.kind);
  const source = SOURCES.indexOf(left.source) - SOURCES.indexOf(right.source);
  const depth = left.source === 'agents-md' && right.source === 'agents-md' ? depthOf(left) - depthOf(right) : 0;
  return special || own || scope || source || depth || (left.file < right.file ? -1 : left.file > right.file ? 1 : 0);
}

function depthOf(rule: Rule): number {
  return rule.file.split('/').length;
}
