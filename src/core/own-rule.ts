import { z } from 'zod';
import type { RuleScope } from './asset.ts';
import { ASSET_NAME_RULE, isAssetName } from './asset-name.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Finding } from './finding.ts';
import type { Frontmatter } from './frontmatter.ts';
import { lazy } from './lazy.ts';
import type { ParsedRule } from './rule.ts';
import { explainIssues, type KeyTable } from './schema-problems.ts';
import { cleanLine } from './text.ts';

/** Reads one of the project's own rules, `rules/<name>.md`. Without globs or specs it applies to all specs. */
export function parseOwnRule(file: string, frontmatter: Frontmatter): ParsedRule {
  const { present, lineOf, body } = frontmatter;
  if (present && frontmatter.data === null) return { rule: null, diagnostics: frontmatter.diagnostics };
  const data = frontmatter.data ?? {};
  const parsed = ruleSchema().safeParse(data);
  const diagnostics = explainIssues(parsed.error?.issues ?? [], data, RULE_KEYS, { file, lineOf });
  const fallback = file.slice(file.lastIndexOf('/') + 1).replace(/\.md$/i, '');
  const name = parsed.data?.name ?? fallback;
  const add = (key: string, finding: Finding | null) => {
    if (finding !== null) diagnostics.push({ severity: 'error', file, line: lineOf([key]), ...finding });
  };
  add('name', checkName(name));
  if (parsed.success) add('always', checkScope(parsed.data));
  if (parsed.success && body.trim() === '' && !parsed.data.check) add('', EMPTY_RULE);
  if (!parsed.success || diagnostics.length > 0) return { rule: null, diagnostics: sortByLine(diagnostics) };

  const { description, check } = parsed.data;
  const scope = scopeOf(parsed.data);
  return {
    rule: { name, file, source: 'rules', description: cleanLine(description ?? ''), body, scope, check: check ?? null },
    diagnostics: [],
  };
}

const ruleSchema = lazy(() =>
  z.strictObject({
    name: z.string().optional(),
    description: z.string().nullish(),
    globs: z.array(z.string().trim().min(1).max(1024)).min(1).optional(),
    specs: z.array(z.string().trim().min(1)).min(1).optional(),
    always: z.boolean().optional(),
    check: z
      .string()
      .regex(/^[^\0]*[^\s\0][^\0]*$/)
      .max(20_000)
      .optional(),
  }),
);

const RULE_KEYS: KeyTable = {
  name: ['text', 'name: no-new-dependencies'],
  description: ['one line of text', 'description: Code uses the standard library alone'],
  globs: ['a list of at least one glob', 'globs: ["**/*.ts"]'],
  specs: ['a list of at least one spec name', 'specs: [slugify]'],
  always: ['`true` or `false`', 'always: true'],
  check: ['a shell command', 'check: npx tsc --noEmit'],
};

const EMPTY_RULE: Finding = {
  code: 'empty-rule',
  message: 'The rule says nothing and checks nothing.',
  mend: 'Write the rule below the frontmatter, or give it a `check`.',
};

function checkName(name: string): Finding | null {
  if (isAssetName(name)) return null;
  const shown = name.slice(0, 64);
  return { code: 'bad-name', message: `\`${shown}\` is no rule's name.`, mend: `Rename it: ${ASSET_NAME_RULE}.` };
}

function checkScope({ globs, specs, always }: z.infer<ReturnType<typeof ruleSchema>>): Finding | null {
  const given = [globs && '`globs`', specs && '`specs`', always && '`always: true`'].filter((key) => key);
  if (given.length < 2) return null;
  const message = `The rule's scope is given twice, by ${given.join(' and ')}.`;
  return { code: 'bad-rule', message, mend: 'Keep one of them.' };
}

function scopeOf({ globs, specs, always, description }: z.infer<ReturnType<typeof ruleSchema>>): RuleScope {
  if (globs) return { kind: 'globs', globs };
  if (specs) return { kind: 'specs', specs };
  if (always !== false) return { kind: 'always' };
  if (cleanLine(description ?? '') !== '') return { kind: 'on-request' };
  return { kind: 'manual', because: '`always` is false, and no description offers it' };
}

function sortByLine(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((left, right) => left.line - right.line);
}
