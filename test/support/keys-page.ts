import { dialogHints } from '../../src/tui/dialogs/view.ts';
import { namedKeys } from '../../src/tui/key-names.ts';
import { keymapMarkdown } from '../../src/tui/keymap.ts';
import { emptyEdit } from '../../src/tui/text-edit.ts';

/** docs/keys.md: what the table of keys says, and how to change it. */
export function keysPage(): string {
  return `# Keys

Drawn from the table of keys by \`npm run docs\`: not to be edited. \`?\` shows the keys of the screen that you are on, and
why one of them does nothing right now. \`:\` finds every command of every screen by a few letters.

## Your own keys

In [settings.json](spec-format.md#your-own-settings), by the names below. \`regent doctor\` and the end of the
\`?\` help say where that file is.

\`\`\`json
{ "keys": { "specs.run": "R", "review.accept": ["A", "ctrl-y"], "specs.demo": [] } }
\`\`\`

A key is one character, \`ctrl-\` and a letter, \`alt-\` and a character, or one of these:
${namedKeys.map((key) => `\`${key}\``).join(', ')}.
What you give replaces all keys of that action; without any, it is still in the palette. A key that something else on
that screen has already is refused, and said so on the screens and by \`regent doctor\`: move that one first. Hints, help
and palette show your keys; this page shows those of the table.

${keymapMarkdown().trim()}

## In dialogs

These can't be changed.

| dialog | keys |
|---|---|
${dialogs
  .map(
    ([name, dialog]) =>
      `| ${name} | ${dialogHints(dialog)
        .map(([key, label]) => `\`${key}\` ${label}`)
        .join(', ')} |`,
  )
  .join('\n')}
`;
}

const run = (): void => {};
const dialogs = [
  ['a question', { kind: 'confirm', title: '', lines: [], yes: 'yes', run }],
  ['a choice', { kind: 'choose', title: '', options: [], at: 0, run }],
  ['a line of text', { kind: 'text', title: '', edit: emptyEdit, run }],
  ['commands', { kind: 'palette', edit: emptyEdit, at: 0 }],
  ['a page', { kind: 'page', title: '', page: 'help', scroll: 0 }],
] as const;
