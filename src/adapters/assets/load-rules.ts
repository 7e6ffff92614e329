import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule, Spec } from '../../core/asset.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { parseRule } from '../../core/rule.ts';
import { withoutExported } from '../../core/rule-formats.ts';
import { listFiles } from './list-files.ts';
import { findFolders } from './output-folders.ts';
import { isInside, readText } from './read-text.ts';
import { type Place, rulePlaces } from './rule-places.ts';

const LARGEST_RULE = 1024 * 1024;

/** Reads a project's rules. Nested folders of other tools, and AGENTS.md, count where they can reach these specs' outputs. */
export function loadRules(
  root: string,
  specs: readonly Pick<Spec, 'outputs'>[],
): { readonly rules: readonly Rule[]; readonly diagnostics: readonly Diagnostic[] } {
  const rules: Rule[] = [];
  const diagnostics: Diagnostic[] = [];
  const top = realpathSync(root);
  const read = (source: Rule['source'], file: string): void => {
    const text = readText(join(root, file), { file, maxBytes: LARGEST_RULE, within: root });
    if (text.kind === 'missing') return;
    if (text.kind === 'problem') {
      diagnostics.push({ ...text.diagnostic, severity: source === 'rules' ? 'error' : 'warning' });
      return;
    }
    const parsed = parseRule(source, file, text.text);
    if (parsed.rule !== null) rules.push(parsed.rule);
    diagnostics.push(...parsed.diagnostics);
  };
  /** A cloned repository may not lead the agent to files elsewhere on this machine, not even by a folder. */
  const leadsOut = (folder: string): boolean => {
    if (isInside(realpathSync(join(root, folder)), top)) return false;
    const message = 'The folder is, or lies in, a symbolic link that leads out of the repository.';
    const problem = { severity: 'warning', code: 'link-outside', file: folder, line: 1 } as const;
    diagnostics.push({ ...problem, message, mend: 'Put a copy there instead.' });
    return true;
  };
  const folders = [
    '',
    ...findFolders(
      root,
      specs.flatMap((spec) => spec.outputs),
    ),
  ];
  for (const place of rulePlaces) {
    for (const folder of place.nested ? folders : ['']) {
      const path = folder === '' ? place.folder : `${folder}/${place.folder}`;
      if (!existsSync(join(root, path))) continue;
      if (leadsOut(path)) continue;
      const listed = listPlace(root, path, place);
      for (const file of listed.files) read(place.source, file);
      diagnostics.push(...listed.diagnostics);
    }
  }
  diagnostics.push(...hintUnread(root));
  for (const folder of folders) {
    const file = folder === '' ? 'AGENTS.md' : `${folder}/AGENTS.md`;
    if (existsSync(join(root, file)) && !(folder !== '' && leadsOut(folder))) read('agents-md', file);
  }
  return { rules: withoutExported(rules), diagnostics };
}

/** Files of the same kind that are not among the formats that are read, unless an AGENTS.md is there in their stead. */
function hintUnread(root: string): Diagnostic[] {
  if (existsSync(join(root, 'AGENTS.md'))) return [];
  return ['CLAUDE.md', '.claude/CLAUDE.md', '.cursorrules', '.github/copilot-instructions.md']
    .filter((file) => existsSync(join(root, file)))
    .map((file) => ({
      severity: 'hint',
      code: 'not-read',
      file,
      line: 1,
      message: 'No agent of Regent gets this file.',
      mend: `Keep such text in AGENTS.md, or make a rule of it: regent rule import ${file}`,
    }));
}

function listPlace(root: string, folder: string, { source, isRule, isNone }: Place) {
  const { paths, diagnostics } = listFiles(join(root, folder), folder, { maxFiles: 1000, maxDepth: 8, within: root });
  const others = isNone === null ? [] : paths.filter((path) => isNone[0].test(path) && !isRule.test(path));
  return {
    files: paths.filter((path) => isRule.test(path)),
    diagnostics: [
      // Scripts of checks may lie in `rules/` as they like; what can't be read may have been a rule.
      ...diagnostics.map((one): Diagnostic => {
        const severity = source === 'rules' && isRule.test(one.file) ? 'error' : 'warning';
        return { ...one, severity };
      }),
      ...others.map((file): Diagnostic => {
        const [, message, mend] = isNone as NonNullable<Place['isNone']>;
        return { severity: 'warning', code: 'not-a-rule', file, line: 1, message, mend };
      }),
    ],
  };
}
