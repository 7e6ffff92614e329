import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../core/asset.ts';

/** Where a format keeps its rules, and which files there are rules. */
export interface Place {
  readonly source: Rule['source'];
  readonly folder: string;
  readonly isRule: RegExp;
  /** Text files there that look like rules and are none, with the reason. */
  readonly isNone: readonly [RegExp, message: string, mend: string] | null;
  /** The tool reads such folders below the root too: what is in them holds for what is beneath. */
  readonly nested: boolean;
}

export const rulePlaces: readonly Place[] = [
  {
    source: 'rules',
    folder: 'rules',
    isRule: /^rules\/(?!readme\.md$)[^/]+\.md$/i,
    isNone: [
      /^rules\/(?!samples\/).*\/(?!readme\.md$)[^/]+\.md$/i,
      'This is no rule: only the files directly in `rules/` are.',
      'Move it up.',
    ],
    nested: false,
  },
  { source: 'claude', folder: '.claude/rules', isRule: /\.md$/i, isNone: null, nested: true },
  {
    source: 'cursor',
    folder: '.cursor/rules',
    isRule: /\.mdc$/i,
    isNone: [
      /(?<!\/readme)\.md$/i,
      'This is no rule: Cursor reads `.mdc` files here, and no `.md`.',
      'Rename it, or move it to `rules/`.',
    ],
    nested: true,
  },
  {
    source: 'copilot',
    folder: '.github/instructions',
    isRule: /\.instructions\.md$/i,
    isNone: [
      /(?<!\/readme)(?<!\.instructions)\.md$/i,
      'This is no rule: here their names end in `.instructions.md`.',
      'Rename it.',
    ],
    nested: false,
  },
];

/** Says whether there may be rules at the repository's root; nested ones are for git to find. */
export function hasRules(root: string): boolean {
  return ['AGENTS.md', ...rulePlaces.map((place) => place.folder)].some((path) => existsSync(join(root, path)));
}
