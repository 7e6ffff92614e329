import type { Rule, RuleScope } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parseFrontmatter } from './frontmatter.ts';
import { readGlobList } from './glob-list.ts';
import { parseLooseFrontmatter } from './loose-frontmatter.ts';
import { parseOwnRule } from './own-rule.ts';
import { findPlaceholder } from './placeholders.ts';
import { cleanLine } from './text.ts';

/** A rule, or null when it can't count: then a diagnostic says why. */
export interface ParsedRule {
  readonly rule: Rule | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a rule file of the project or of another tool. A problem in the project's own `rules/` is an error, because a
 * check that is silently not made is worse than none; what other tools left behind is skipped with a warning.
 *
 * Formats: https://agents.md, https://code.claude.com/docs/en/memory (.claude/rules), https://cursor.com/docs/rules,
 * https://docs.github.com/copilot (.github/instructions).
 */
export function parseRule(source: Rule['source'], file: string, text: string): ParsedRule {
  if (source === 'rules') {
    const own = parseOwnRule(file, parseFrontmatter(text, file));
    const found = findPlaceholder('rule', text);
    return found === null
      ? own
      : { ...own, diagnostics: [...own.diagnostics, { severity: 'warning', file, ...found }] };
  }
  if (source === 'agents-md') return parseAgentsFile(file, text);

  const { present, data, body, diagnostics, lineOf } = parseLooseFrontmatter(text, file);
  if (present && data === null) return { rule: null, diagnostics: diagnostics.map(skipped) };
  const key = { claude: 'paths', cursor: 'globs', copilot: 'applyTo' }[source];
  const globs = readGlobList(mappingAsText(data?.[key]));
  const skip = (message: string, mend: string): ParsedRule => ({
    rule: null,
    diagnostics: [
      skipped({ severity: 'warning', code: 'bad-rule', file, line: data ? lineOf([key]) : 1, message, mend }),
    ],
  });
  if (globs === null)
    return skip(`\`${key}\` is neither text nor a list of texts.`, `Write \`${key}: "src/**/*.ts"\`.`);
  if (body.trim() === '') return skip('It says nothing.', 'Write the rule below the frontmatter, or remove the file.');
  const description = typeof data?.description === 'string' ? cleanLine(data.description) : '';
  const scope = within(folderOf(source, file), scopeIn(source, globs, description, data ?? {}));
  return { rule: { name: file, file, source, description, body, scope, check: null }, diagnostics: [] };
}

/** AGENTS.md is plain Markdown; a nested one holds for what is beneath its folder. */
function parseAgentsFile(file: string, text: string): ParsedRule {
  const body = text.replace(/^\uFEFF/, '');
  const scope = within(file.slice(0, Math.max(0, file.lastIndexOf('/'))), { kind: 'always' });
  return {
    rule: { name: file, file, source: 'agents-md', description: '', body, scope, check: null },
    diagnostics: [],
  };
}

/** When each tool gives the agent a rule, as its documentation has it. */
function scopeIn(
  source: 'claude' | 'cursor' | 'copilot',
  globs: readonly string[],
  description: string,
  data: Readonly<Record<string, unknown>>,
): RuleScope {
  const asked: RuleScope =
    description === '' ? { kind: 'manual', because: 'it has neither globs nor a description' } : { kind: 'on-request' };
  switch (source) {
    case 'claude':
      return globs.length === 0 ? { kind: 'always' } : { kind: 'globs', globs };
    case 'cursor':
      if (data.alwaysApply === true) return { kind: 'always' };
      return globs.length === 0 ? asked : { kind: 'globs', globs };
    case 'copilot':
      if (excludesAgents(data.excludeAgent))
        return { kind: 'manual', because: '`excludeAgent` keeps it from coding agents' };
      return globs.length === 0 ? asked : { kind: 'globs', globs: globs.map(acrossFolders) };
    default:
      return source satisfies never;
  }
}

/** Copilot's readers leave a file out for the agents that it names; Regent's is one that writes code. */
function excludesAgents(value: unknown): boolean {
  const named = Array.isArray(value) ? value : [value];
  return named.some((one) => one === 'coding-agent' || one === 'cloud-agent');
}

/** Many files say `**.py`, which no documentation explains and Copilot takes for any depth. */
function acrossFolders(glob: string): string {
  return glob.replace(/(^|\/)\*\*(?=[^/*])/g, '$1**/*');
}

/** The folder that a nested rules folder is in, such as `packages/a` for `packages/a/.cursor/rules/x.mdc`. */
function folderOf(source: 'claude' | 'cursor' | 'copilot', file: string): string {
  const place = { claude: '/.claude/rules/', cursor: '/.cursor/rules/', copilot: '/.github/instructions/' }[source];
  const at = `/${file}`.indexOf(place);
  return at <= 0 ? '' : file.slice(0, at - 1);
}

/** Narrows a scope to what lies beneath a folder. Globs there count from it, or from the root if they name it. */
function within(folder: string, scope: RuleScope): RuleScope {
  if (folder === '') return scope;
  if (scope.kind === 'always') return { kind: 'globs', globs: [`${folder}/**`] };
  if (scope.kind !== 'globs') return scope;
  const globs = scope.globs.map((glob) => {
    const [mark, path] = glob.startsWith('!') ? ['!', glob.slice(1)] : ['', glob];
    return path.startsWith(`${folder}/`) ? glob : `${mark}${folder}/${path}`;
  });
  return { kind: 'globs', globs };
}

/** `globs: {a,b}` is a YAML mapping with two empty keys: takes it for the text that was meant. */
function mappingAsText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.values(value).every((item) => item === null) ? `{${Object.keys(value).join(',')}}` : value;
}

function skipped(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning', message: `The rule is skipped: ${diagnostic.message}` };
}
