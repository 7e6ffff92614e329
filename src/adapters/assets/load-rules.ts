import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule, Spec } from '../../core/asset.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { staticFolder } from '../../core/glob.ts';
import { parseRule } from '../../core/rule.ts';
import { listFiles } from './list-files.ts';
import { readText } from './read-text.ts';

const LARGEST_RULE = 1024 * 1024;

/** Where each format keeps its rules, and which files there are rules. */
const PLACES: readonly (readonly [source: Rule['source'], folder: string, isRule: RegExp, maxDepth: number])[] = [
  ['rules', 'rules', /\.md$/i, 1],
  ['claude', '.claude/rules', /\.md$/i, 8],
  ['cursor', '.cursor/rules', /\.mdc$/i, 8],
  ['copilot', '.github/instructions', /\.instructions\.md$/i, 8],
];

/** Reads a project's rules. Nested AGENTS.md count where they can reach an output of one of these specs. */
export function loadRules(
  root: string,
  specs: readonly Pick<Spec, 'outputs'>[],
): { readonly rules: readonly Rule[]; readonly diagnostics: readonly Diagnostic[] } {
  const found = [...listRuleFiles(root), ...findAgentsFiles(root, specs)];
  const rules: Rule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [source, file] of found) {
    const read = readText(join(root, file), { file, maxBytes: LARGEST_RULE, within: root });
    if (read.kind === 'missing') continue;
    if (read.kind === 'problem') {
      diagnostics.push({ ...read.diagnostic, severity: source === 'rules' ? 'error' : 'warning' });
      continue;
    }
    const parsed = parseRule(source, file, read.text);
    if (parsed.rule !== null) rules.push(parsed.rule);
    diagnostics.push(...parsed.diagnostics);
  }
  return { rules, diagnostics };
}

function listRuleFiles(root: string): [Rule['source'], string][] {
  return PLACES.flatMap(([source, folder, isRule, maxDepth]) => {
    if (!existsSync(join(root, folder))) return [];
    const { paths } = listFiles(join(root, folder), folder, { maxFiles: 1000, maxDepth, within: root });
    return paths
      .filter((path) => isRule.test(path) && !/\/readme\.md$/i.test(path))
      .map((path): [Rule['source'], string] => [source, path]);
  });
}

/** The AGENTS.md of the root and of every folder above an output: only those are looked for, never the whole tree. */
function findAgentsFiles(root: string, specs: readonly Pick<Spec, 'outputs'>[]): [Rule['source'], string][] {
  const folders = new Set(['']);
  for (const output of specs.flatMap((spec) => spec.outputs)) {
    let folder = staticFolder(output);
    while (folder !== '' && !folders.has(folder)) {
      folders.add(folder);
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    }
  }
  return [...folders]
    .sort()
    .map((folder) => (folder === '' ? 'AGENTS.md' : `${folder}/AGENTS.md`))
    .filter((file) => existsSync(join(root, file)))
    .map((file): [Rule['source'], string] => ['agents-md', file]);
}
