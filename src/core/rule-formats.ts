import type { Rule, RuleScope } from './asset.ts';
import type { ExportTarget } from './rule-work.ts';
import { shortName } from './rules-for.ts';
import { cleanLine } from './text.ts';

/** A rule written in some format, and what that format can't say. */
export interface WrittenRule {
  readonly text: string;
  readonly lost: readonly string[];
}

/** Which tool's format a file is in, by its path or, where that says nothing, by its keys. */
export function guessFormat(file: string, text: string): Rule['source'] {
  if (/\.mdc$/i.test(file)) return 'cursor';
  if (/\.instructions\.md$/i.test(file)) return 'copilot';
  if (/(?:^|\/)(?:AGENTS|CLAUDE|copilot-instructions)\.md$|(?:^|\/)\.cursorrules$/i.test(file)) return 'agents-md';
  if (/(?:^|\/)\.claude\/rules\//.test(file)) return 'claude';
  const head = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---/m.exec(text)?.[1] ?? '';
  if (/^applyTo[ \t]*:/m.test(head)) return 'copilot';
  if (/^(?:globs|alwaysApply)[ \t]*:/m.test(head)) return 'cursor';
  return head === '' ? 'agents-md' : 'claude';
}

/** A name that a rule may have, made of a file's: `typescript` of `TypeScript.instructions.md`. */
export function nameFor(rule: Pick<Rule, 'name' | 'source'>): string {
  const words = cleanLine(shortName(rule))
    .normalize('NFKD')
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/\.md$/, '')
    .match(/[a-z0-9]+/g);
  return (words ?? ['imported']).join('-').slice(0, 64).replace(/-$/, '');
}

/** Writes a rule as one of the project's own. `keys`: those of its frontmatter, to say which had no place. */
export function writeOwn(rule: Rule, keys: readonly string[] = []): WrittenRule {
  const head = rule.description === '' ? [] : [`description: ${JSON.stringify(rule.description)}`];
  head.push(...ownScope(rule.scope));
  if (rule.check !== null)
    head.push(
      'check: |',
      ...rule.check
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    );
  const known = ['description', 'globs', 'alwaysApply', 'paths', 'applyTo', 'excludeAgent'];
  const lost = keys.filter((key) => !known.includes(key)).map((key) => `\`${cleanLine(key)}\` has no meaning here.`);
  if (rule.scope.kind === 'manual')
    lost.push(
      `No agent gets it, for ${rule.scope.because}: give it \`globs\`, \`specs\`, \`always: true\` or a description.`,
    );
  if (/^@[\w./-]+[ \t]*$/m.test(rule.body))
    lost.push('Lines such as `@file` stay text: name such files in `include` of the specs that need them.');
  return { text: withHead(head, rule.body), lost };
}

function ownScope(scope: RuleScope): string[] {
  switch (scope.kind) {
    case 'always':
      return [];
    case 'globs':
      return [`globs: ${JSON.stringify(scope.globs)}`];
    case 'specs':
      return [`specs: ${JSON.stringify(scope.specs)}`];
    case 'on-request':
    case 'manual':
      return ['always: false'];
    default:
      return scope satisfies never;
  }
}

/** Where each tool looks for a rule of this name. */
export function exportPath(rule: Rule, to: ExportTarget): string {
  const name = nameFor(rule);
  return {
    cursor: `.cursor/rules/${name}.mdc`,
    claude: `.claude/rules/${name}.md`,
    copilot: `.github/instructions/${name}.instructions.md`,
    agents: 'AGENTS.md',
  }[to];
}

/** Writes a rule in another tool's format. `outputsOf`: the globs of a spec's outputs, which stand for its name. */
export function writeForeign(
  rule: Rule,
  to: Exclude<ExportTarget, 'agents'>,
  outputsOf: (spec: string) => readonly string[],
): WrittenRule {
  const { lost, globs } = foreignScope(rule, outputsOf);
  const kind = rule.scope.kind;
  const description = rule.description === '' ? [] : [`description: ${JSON.stringify(rule.description)}`];
  switch (to) {
    case 'cursor': {
      const scope = globs.length > 0 ? [`globs: ${globs.join(',')}`] : [];
      return { text: withHead([...description, ...scope, `alwaysApply: ${kind === 'always'}`], rule.body), lost };
    }
    case 'claude': {
      if (kind === 'on-request' || kind === 'manual')
        lost.push('Claude Code has no rules on request: there it will be read always.');
      if (rule.description !== '') lost.push('Its description, for which Claude Code has no key.');
      const scope = globs.length > 0 ? ['paths:', ...globs.map((glob) => `  - ${JSON.stringify(glob)}`)] : [];
      return { text: withHead(scope, rule.body), lost };
    }
    case 'copilot': {
      const all = kind === 'always' ? ['**'] : globs;
      const scope = all.length > 0 ? [`applyTo: ${JSON.stringify(all.join(','))}`] : [];
      return { text: withHead([...description, ...scope], rule.body), lost };
    }
    default:
      return to satisfies never;
  }
}

/** Writes a rule into an AGENTS.md: in place of what an earlier export left there, or at the end. */
export function writeAgents(rule: Rule, before: string, outputsOf: (spec: string) => readonly string[]): WrittenRule {
  const { lost, globs } = foreignScope(rule, outputsOf);
  const scoped = rule.scope.kind !== 'always';
  const where =
    globs.length > 0
      ? `For files that match ${globs.map((glob) => `\`${glob}\``).join(', ')}:\n\n`
      : rule.description !== '' && scoped
        ? `When it fits (${rule.description}):\n\n`
        : '';
  if (scoped) lost.push('Its scope: AGENTS.md knows folders alone, so the text says in words what it is for.');
  const name = nameFor(rule);
  const section = `${opening(name)}\n## ${name}\n\n${where}${rule.body.trim()}\n${closing(name)}\n`;
  const [start, end] = [before.indexOf(opening(name)), before.indexOf(closing(name))];
  if (start >= 0 && end > start) {
    const after = before.slice(end + closing(name).length).replace(/^\r?\n/, '');
    return { text: before.slice(0, start) + section + after, lost };
  }
  return { text: before.trim() === '' ? section : `${before.replace(/\n*$/, '\n\n')}${section}`, lost };
}

/** Takes the sections out of an AGENTS.md that were exported from rules that are there: the agent gets those already. */
export function withoutExported(rules: readonly Rule[]): Rule[] {
  const own = rules.filter((rule) => rule.source !== 'agents-md').map(nameFor);
  return rules.flatMap((rule) => {
    if (rule.source !== 'agents-md' || !rule.body.includes('<!-- regent:rule ')) return [rule];
    const body = own.reduce((text, name) => cutSection(text, name), rule.body);
    return body === rule.body ? [rule] : body.trim() === '' ? [] : [{ ...rule, body }];
  });
}

function cutSection(text: string, name: string): string {
  const [start, end] = [text.indexOf(opening(name)), text.indexOf(closing(name))];
  return start >= 0 && end > start ? text.slice(0, start) + text.slice(end + closing(name).length) : text;
}

const opening = (name: string): string => `<!-- regent:rule ${name} -->`;
const closing = (name: string): string => `<!-- /regent:rule ${name} -->`;

function foreignScope(rule: Rule, outputsOf: (spec: string) => readonly string[]) {
  const lost: string[] = [];
  if (rule.check !== null) lost.push('Its check, which Regent alone runs.');
  const { scope } = rule;
  if (scope.kind === 'specs') lost.push(`The names of its specs: it is bound to their outputs as they are now.`);
  const all = scope.kind === 'globs' ? scope.globs : scope.kind === 'specs' ? scope.specs.flatMap(outputsOf) : [];
  if (all.some((glob) => glob.startsWith('!')))
    lost.push('Its exclusions (globs with `!`), which no such tool documents.');
  return { lost, globs: all.filter((glob) => !glob.startsWith('!')) };
}

function withHead(head: readonly string[], body: string): string {
  const text = `${body.replace(/\r\n/g, '\n').trim()}\n`;
  // A text that begins as frontmatter does needs one of its own, if only an empty one.
  if (head.length === 0) return text.startsWith('---') ? `---\n---\n\n${text}` : text;
  return `---\n${head.join('\n')}\n---\n\n${text}`;
}
