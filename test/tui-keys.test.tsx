import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUserSettings } from '../src/core/user-settings.ts';
import { chooseKeys } from '../src/tui/chosen-keys.ts';
import { findCommands } from '../src/tui/dialogs/palette.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { bindingFor, keymap, keyOf } from '../src/tui/keymap.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { textOf } from '../src/tui/lines.ts';
import { createScreens, type Screens } from '../src/tui/store.ts';

const file = '/home/ada/.config/regent/settings.json';

/** What becomes of these keys in settings.json. */
function choose(keys: object) {
  const read = parseUserSettings(JSON.stringify({ keys }, null, 2), file);
  assert.deepEqual(read.diagnostics, []);
  const { chosen, diagnostics } = chooseKeys(keymap, { ...read, file });
  return { chosen, said: diagnostics.map(({ line, message, mend }) => `${line}: ${message} ${mend}`) };
}

test('chosen keys are the ones that work, and hints, help and palette show them', () => {
  const { chosen, said } = choose({ help: 'Ctrl+G', palette: ['alt-f'], 'specs.filter': 'escape', 'specs.back': [] });
  assert.deepEqual(said, []);
  const state: Screens = { ...createScreens().getState(), keys: chosen };
  assert.equal(bindingFor('ctrl-g', state)?.name, 'help');
  assert.equal(bindingFor('?', state), null);
  assert.equal(bindingFor('esc', state)?.name, 'specs.filter');
  assert.equal(keyOf(state, 'help'), '^g');
  assert.equal(keyOf(state, 'specs.back'), ': back');
  const rows = (dialog: Screens['dialog']) =>
    drawFrame({ ...state, dialog }, layoutOf(100, 80))
      .lines.map(textOf)
      .join('\n');
  assert.match(rows(null), / esc filter {2}alt-f commands {2}\^g help/);
  assert.match(rows({ kind: 'page', title: 'Keys', page: 'help', scroll: 0 }), /^ \^g +Show all keys/m);
  assert.match(rows({ kind: 'page', title: 'Keys', page: 'help', scroll: 0 }), /^ :back +Back to the list/m);
  assert.match(rows({ kind: 'palette', edit: { before: 'help', after: '' }, at: 0 }), /> \^g +help +Show all keys/);
});

test('what is wrong with chosen keys is said with its line and its mend, and the rest of them holds', () => {
  const { chosen, said } = choose({
    'specs.rum': 'R',
    help: 'F13',
    quit: [],
    palette: 'ctrl-m',
    'specs.plan': 'alt-p',
  });
  assert.deepEqual([...chosen], [['specs.plan', ['alt-p']]]);
  assert.deepEqual(said, [
    '3: `keys`: there is no action `specs.rum`. Did you mean `specs.run`? The names are in docs/keys.md.',
    `4: \`keys.help\`: there is no key "F13". A key is one character, \`ctrl-\` and a letter, or one of space, enter, esc, tab, backspace, delete, up, down, left, right, pageup, pagedown, home, end.`,
    '5: `keys.quit`: it needs a key, for without one there is no way to it. Give it one.',
    `6: \`keys.palette\`: there is no key "ctrl-m". A terminal can't tell ctrl-m from enter: name another.`,
  ]);
});

test('a key that is taken is refused, unless what has it moves away; refusing one may refuse the next', () => {
  assert.deepEqual(choose({ 'specs.run': 'e', 'specs.edit': 'r' }).said, []);
  const taken = choose({ 'specs.run': 'q' });
  assert.equal(taken.chosen.size, 0);
  assert.deepEqual(taken.said, [
    '3: `keys.specs.run`: `q` is a key of `quit` (quit) already, so it stays what it was. Choose another key, or give `quit` another one too.',
  ]);
  // r stays with run, because run can't have e; so plan can't have r.
  const chain = choose({ 'specs.run': 'e', 'specs.plan': 'r' });
  assert.equal(chain.chosen.size, 0);
  assert.equal(chain.said.length, 2);
});

test('two that share a key because only one of them can be used may share another', () => {
  const { chosen, said } = choose({ 'session.steer': 'i', 'session.review': 'i' });
  assert.deepEqual(said, []);
  assert.equal(chosen.size, 2);
});

test('the palette finds the commands of every screen by a few letters, those of this screen first', () => {
  const state = createScreens().getState();
  const names = (query: string) => findCommands(query, state).map((one) => one.name);
  assert.equal(names('')[0], 'specs.open');
  for (const [query, name] of [
    ['accept', 'review.accept'],
    ['rej', 'review.reject'],
    ['histor', 'screen.history'],
    ['steer', 'session.steer'],
    ['back roll', 'session.roll-back'],
    ['qiut', 'quit'],
  ] as const)
    assert.ok(names(query).slice(0, 3).includes(name), `${query}: ${names(query).slice(0, 3).join(', ')}`);
  assert.deepEqual(names('zzzz'), []);
  const here = new Set(names('').slice(0, keymap.length));
  for (const one of keymap)
    if (!/\.(down|up|page-down|page-up|first|last)$/.test(one.name) && one.name !== 'palette')
      assert.ok(here.has(one.name), one.name);
});
