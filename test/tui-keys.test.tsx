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
  assert.equal(names('rules check')[0], 'rules.check');
  assert.equal(names('check rules')[0], 'rules.check');
  assert.equal(names('history prune')[0], 'history.prune');
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

test('a sentence that names a key names the one that was chosen', () => {
  const { chosen, said } = choose({
    'review.reject': 'alt-1',
    'review.base': 'alt-2',
    'trial.back': 'alt-3',
    'trial.set': 'alt-4',
    'screen.history': 'alt-5',
    'specs.open': 'alt-6',
    'skills.new': 'alt-7',
    'rules.import': 'alt-8',
    'skills.trial': 'alt-9',
    'history.clear': 'alt-0',
    'review.fold': 'alt-u',
  });
  assert.deepEqual(said, []);
  const start: Screens = { ...createScreens().getState(), keys: chosen };
  const reason = (name: string, change: Partial<Screens> = {}) =>
    keymap.find((one) => one.name === name)?.disabled?.({ ...start, ...change });
  assert.equal(reason('review.improve-other'), 'Nothing is rejected here: alt-1 rejects, and says what was at fault.');
  assert.equal(reason('review.next-hunk'), 'This is for the diff (alt-2).');
  assert.equal(
    reason('review.open', { review: { page: 'diff' } as Screens['review'] }),
    'In a diff, alt-u folds and unfolds the file.',
  );
  assert.equal(
    reason('trial.models', { trial: { ...start.trial, page: 'table' } }),
    'That begins at the list of trials (alt-3).',
  );
  const form = { specs: [] } as unknown as Screens['trial']['form'];
  assert.equal(
    reason('trial.start', { trial: { ...start.trial, page: 'form', form } }),
    'Choose a spec first (alt-4).',
  );
  const rows = (change: Partial<Screens>) =>
    drawFrame({ ...start, ...change }, layoutOf(100, 24))
      .lines.map(textOf)
      .join('\n');
  assert.match(rows({ screen: 'review' }), /the History screen \(alt-5\), or alt-6 on a spec/);
  const skills = { skills: [], index: { left: [], listed: [] } } as unknown as Screens['skills']['list'];
  assert.match(rows({ screen: 'skills', skills: { ...start.skills, list: skills } }), /^ {2}alt-7 {2}write one$/m);
  const rules = { rules: [], specs: [], diagnostics: [] } as unknown as Screens['rules']['list'];
  assert.match(rows({ screen: 'rules', rules: { ...start.rules, list: rules } }), /^ {2}alt-8 {2}import one/m);
  assert.match(rows({ screen: 'trial', trial: { ...start.trial, list: [] } }), /alt-9 starts one/);
  const filtered = { history: { ...start.history, filter: 'no such' }, sessions: [{ spec: 'a', decisions: [] }] };
  assert.match(rows({ screen: 'history', ...(filtered as unknown as Partial<Screens>) }), /alt-0 clears the filter/);
});
