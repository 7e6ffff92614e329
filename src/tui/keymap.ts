import type { Binding } from './binding.ts';
import { withKeys } from './chosen-keys.ts';
import { ask, type Deps } from './deps.ts';
import { draftKeys, draftsKey, skillDraftKey } from './draft/keys.ts';
import { historyKeys } from './history/keys.ts';
import { keyNames } from './key-names.ts';
import { leave } from './leave.ts';
import { reviewKeys } from './review/keys.ts';
import { rulesKeys } from './rules/keys.ts';
import { sessionKeys } from './session/keys.ts';
import { openSetUp } from './set-up/index.ts';
import { showScreen } from './show-screen.ts';
import { skillsKeys } from './skills/keys.ts';
import { specsKeys } from './specs/keys.ts';
import { type Screen, type Screens, screens } from './store.ts';
import { emptyEdit } from './text-edit.ts';
import { trialKeys, trialStarters } from './trial/keys.ts';

export const titles: Record<Screen, string> = {
  specs: 'Specs',
  session: 'Session',
  review: 'Review',
  skills: 'Skills',
  rules: 'Rules',
  history: 'History',
  draft: 'Draft',
  trial: 'Trials',
};

const everywhere: readonly Binding[] = [
  ...screens.map(
    (screen, at): Binding => ({
      keys: [String(at + 1)],
      name: `screen.${screen}`,
      where: 'everywhere',
      label: titles[screen].toLowerCase(),
      help: `Go to the ${titles[screen]} screen.`,
      run: (deps) => showScreen(deps, screen),
    }),
  ),
  {
    keys: [':', 'ctrl-p'],
    name: 'palette',
    where: 'everywhere',
    label: 'commands',
    help: 'Find a command by a few letters of its name.',
    hint: true,
    run: (deps) => ask(deps, { kind: 'palette', edit: emptyEdit, at: 0 }),
  },
  {
    keys: ['?'],
    name: 'help',
    where: 'everywhere',
    label: 'help',
    help: 'Show all keys of this screen.',
    hint: true,
    run: (deps) => ask(deps, { kind: 'page', title: 'Keys', page: 'help', scroll: 0 }),
  },
  draftsKey,
  {
    keys: ['!'],
    name: 'set-up',
    where: 'everywhere',
    label: 'set up',
    help: 'Show what Regent needs on this machine and in this folder, and get what is missing.',
    run: (deps) => openSetUp(deps),
  },
  {
    keys: ['q', 'ctrl-c'],
    name: 'quit',
    where: 'everywhere',
    label: 'quit',
    help: 'Leave; sessions that run are interrupted first and can be resumed.',
    hint: true,
    run: leave,
  },
  {
    keys: ['ctrl-l'],
    name: 'redraw',
    where: 'everywhere',
    label: 'redraw',
    help: 'Draw the whole screen anew; for a screen reader, say it again.',
    run: ({ terminal }) => terminal.suspend(async () => {}),
  },
  {
    keys: ['ctrl-z'],
    name: 'suspend',
    where: 'everywhere',
    label: 'suspend',
    help: 'Back to the shell for a while; fg returns.',
    run: suspend,
  },
];

/** Every key of the workbench: this table draws the hints, the help, the palette and the documentation. */
export const keymap: readonly Binding[] = [
  ...specsKeys,
  ...sessionKeys,
  ...reviewKeys,
  ...skillsKeys,
  skillDraftKey,
  ...rulesKeys,
  ...historyKeys,
  ...draftKeys,
  ...trialStarters,
  ...trialKeys,
  ...everywhere,
];

export { keyNames } from './key-names.ts';

/** What can be done on the screen that shows, its own keys first, with the keys that the person chose. */
export function bindingsOf({ screen, keys }: Pick<Screens, 'screen' | 'keys'>): readonly Binding[] {
  return withKeys([...keymap.filter((one) => one.where === screen), ...everywhere], keys);
}

/** The binding of a key on the screen that shows: the one that can be used now, where a key has two. */
export function bindingFor(key: string, state: Screens): Binding | null {
  const found = bindingsOf(state).filter((one) => one.keys.includes(key));
  return found.find((one) => (one.disabled?.(state) ?? null) === null) ?? found[0] ?? null;
}

/** The keys that lead to a binding just now: those of its keys that nothing before it takes. */
export function workingKeys(binding: Binding, state: Screens): readonly string[] {
  return binding.keys.filter((key) => bindingFor(key, state)?.name === binding.name);
}

/** The key of an action, for sentences that tell what to press; without one, the way through the palette. */
export function keyOf({ keys }: Pick<Screens, 'keys'>, name: string): string {
  const own = keymap.find((one) => one.name === name);
  const [key] = keys.get(name) ?? own?.keys ?? [];
  return key === undefined ? `: ${own?.label ?? name}` : keyNames([key]);
}

/** The table as Markdown, for the documentation. */
export function keymapMarkdown(): string {
  const sections = [...screens, 'draft' as const, 'trial' as const, 'everywhere' as const].map((where) => {
    const title = where === 'everywhere' ? 'Everywhere' : titles[where];
    const rows = keymap
      .filter((one) => one.where === where)
      .map((one) => `| ${one.keys.map((key) => `\`${key}\``).join(' ')} | \`${one.name}\` | ${one.help} |`);
    return [`## ${title}`, '', '| keys | name | |', '|---|---|---|', ...rows, ''].join('\n');
  });
  return sections.join('\n');
}

async function suspend({ terminal }: Deps): Promise<void> {
  await terminal.suspend(async () => {
    const { setTimeout: delay } = await import('node:timers/promises');
    const back = new Promise<void>((resolve) => process.once('SIGCONT', () => resolve()));
    // The whole job, as a terminal's own ctrl-z would: npx and npm are part of it.
    process.kill(0, 'SIGTSTP');
    // Where no shell takes the job over, the signal does nothing; then the screen comes back at once.
    await Promise.race([back, delay(500)]);
  });
}
