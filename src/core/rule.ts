import type { Rule, RuleScope } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parseFrontmatter } from './frontmatter.ts';
import { readGlobList } from './glob-list.ts';
import { parseLooseFrontmatter } from './loose-frontmatter.ts';
import { parseOwnRule } from './own-rule.ts';
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
 * Formats: https://agents.md, https://code.claude.com/docs/en/memory (.claude/rules), https://cursor.com/docs/context/rules,
 * https://docs.github.com/copilot (.github/instructions).
 */
export function parseRule(source: Rule['source'], file: string, text: string): ParsedRule {
  if (source === 'rules') return parseOwnRule(file, parseFrontmatter(text, file));
  if (source === 'agents-md') return parseAgentsFile(file, text);

  const { present, data, body, diagnostics, lineOf } = parseLooseFrontmatter(text, file);
  if (present && data === null) return { rule: null, diagnostics: diagnostics.map(skipped) };
  const key = { claude: 'paths', cursor: 'globs', copilot: 'applyTo' }[source];
  const globs = readGlobList(mappingAsText(data?.[key]));
  if (globs === null) {
    const problem = { severity: 'warning', code: 'bad-rule', file, line: lineOf([key]) } as const;
    const message = `The rule is skipped: \`${key}\` is neither text nor a list of texts.`;
    return { rule: null, diagnostics: [{ ...problem, message, mend: `Write \`${key}: "src/**/*.ts"\`.` }] };
  }
  const description = typeof data?.description === 'string' ? cleanLine(data.description) : '';
  const scope = foreignScope(source, globs, data?.alwaysApply === true);
  return { rule: { name: file, file, source, description, body, scope, check: null }, diagnostics: [] };
}

/** AGENTS.md is plain Markdown; a nested one holds for what is beneath its folder. */
function parseAgentsFile(file: string, text: string): ParsedRule {
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  const scope: RuleScope = folder === '' ? { kind: 'always' } : { kind: 'globs', globs: [`${folder}/**`] };
  const body = text.replace(/^\uFEFF/, '');
  return {
    rule: { name: file, file, source: 'agents-md', description: '', body, scope, check: null },
    diagnostics: [],
  };
}

/** What each tool does without globs: Claude Code always reads the rule, the others only when asked to. */
function foreignScope(source: Rule['source'], globs: readonly string[], alwaysApply: boolean): RuleScope {
  if (source === 'cursor' && alwaysApply) return { kind: 'always' };
  if (globs.length === 0) return { kind: source === 'claude' ? 'always' : 'on-request' };
  // In Cursor a pattern without a slash is held against the file's name at any depth.
  const anywhere = (glob: string) =>
    source === 'cursor' && !glob.includes('/') && glob !== '**' ? `**/${glob}` : glob;
  return { kind: 'globs', globs: globs.map(anywhere) };
}

/** `globs: {a,b}` is a YAML mapping with two empty keys: takes it for the text that was meant. */
function mappingAsText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.values(value).every((item) => item === null) ? `{${Object.keys(value).join(',')}}` : value;
}

function skipped(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning', message: `The rule is skipped: ${diagnostic.message}` };
}
