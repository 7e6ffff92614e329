import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { emptyEdit } from '../src/tui/text-edit.ts';
import { adderFiles } from './support/adder.ts';
import { makeProject } from './support/cli.ts';
import { openScreens } from './support/screens.ts';

const timeout = 60_000;

async function open(t: TestContext, files: Readonly<Record<string, string>> = {}) {
  const project = makeProject({ ...adderFiles(), ...files });
  t.after(project.remove);
  return openScreens(project.root, project.env);
}

test('from the end of any text the first key up leads up, and what is below the window names the keys that lead there', {
  timeout,
}, async (t) => {
  const long = Array.from({ length: 60 }, (_, at) => `Line ${at} of the text.`).join('\n\n');
  const { press, rows, until } = await open(t, {
    'rules/long.md': `---\ndescription: ${'A long rule. '.repeat(90)}\n---\n${long}\n`,
    'skills/long/SKILL.md': `---\nname: long\ndescription: ${'A long skill. '.repeat(60)}\n---\n${long}\n`,
  });
  const places = [
    { what: 'the help', keys: ['1', '?'], out: ['esc'] },
    { what: 'a spec', keys: ['1', 'tab'], out: ['esc'], before: 'more (tab, j)' },
    { what: 'a rule', keys: ['5', 'tab'], out: ['esc'], before: 'more (tab, j)' },
    { what: 'the text of a rule', keys: ['5', 'v'], out: ['esc'] },
    { what: 'a skill', keys: ['4', 'tab'], out: ['esc'], before: 'more (tab, j)' },
    { what: 'the text of a skill', keys: ['4', 'v', 'l'], out: ['esc', 'esc'], shows: 'Line 0 ' },
  ];
  for (const { what, keys, out, before, shows = '' } of places) {
    await press(...keys.slice(0, -1));
    if (before !== undefined) await until(before);
    await press(...keys.slice(-1));
    await until(shows);
    await press('G');
    const end = rows();
    await press('j', 'G', 'k');
    const above = rows();
    assert.notDeepEqual(above, end, what);
    await press('j');
    assert.deepEqual(rows(), end, what);
    await press('g', ...out);
  }
});

test('a long list of choices is left by its end, by halves, and back', { timeout }, async (t) => {
  const { deps, press, rows } = await open(t);
  const options = Array.from({ length: 200 }, (_, at) => [String(at), `file ${at}`] as const);
  deps.store.setState({ dialog: { kind: 'choose', title: 'Which?', options, at: 0, run: () => {} } });
  const chosen = () => rows().find((row) => row.startsWith(' > '));
  for (const [key, expected] of [
    ['G', 'file 199'],
    ['k', 'file 198'],
    ['g', 'file 0'],
    ['ctrl-d', 'file 12'],
    ['ctrl-u', 'file 0'],
    ['end', 'file 199'],
  ] as const) {
    await press(key);
    assert.match(chosen() ?? '', new RegExp(`${expected}$`), key);
  }
});

test('a paste is typed: the list is filtered by it, the palette begins anew, a field shows its end', {
  timeout,
}, async (t) => {
  const { deps, press, paste, rows, cursor } = await open(t, adderFiles({ name: 'other' }));
  await press('/');
  paste('oth');
  assert.match(rows().join('\n'), /1 match "oth"/);
  await press('esc', 'esc', ':', 'down', 'down');
  paste('accept');
  assert.match(rows().find((row) => row.startsWith(' > a ')) ?? '', /accept/);
  await press('esc', 'o');
  const field = (): string =>
    deps.store.getState().dialog?.kind === 'form' ? (rows().find((row) => row.startsWith(' > ')) ?? '') : '';
  await press(...Array.from({ length: 7 }, () => 'down'));
  assert.match(field(), /^ > model /);
  paste(`${'long '.repeat(2000)}\nname`);
  await press('X');
  assert.match(field(), /…[long ]+⏎nameX$/);
  assert.deepEqual(cursor(), { x: field().length, y: rows().indexOf(field()) });
  await press('shift-tab', 'shift-tab');
  assert.match(field(), /^ > dollars /);
  paste(' 12.5 usd\n');
  assert.match(field(), / 12\.5$/);
  deps.store.setState({ dialog: { kind: 'palette', edit: emptyEdit, at: 3 } });
  await press('shift-tab');
  assert.equal((deps.store.getState().dialog as { at: number }).at, 2);
});
