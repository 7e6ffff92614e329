import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { openDesk } from './support/desk.ts';
import { type Reply, runTests, say } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 120_000;

/** What a model might say to take over the terminal: clipboard, title, link, cursor, colours, a cleared screen. */
const hostile =
  'Hello \x1b]52;c;aGFja2Vk\x07\x1b]0;title\x07\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\\x1b[2J\x1b[1;1Hhome\x1b[31m red\x9b5;5H\rCR\u202e.';

for (const size of [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
]) {
  test(`from opening the workbench to an accepted commit at ${size.columns}×${size.rows}`, { timeout }, async (t) => {
    const session: Reply[] = [
      [say(hostile), writeAdder(wrong), runTests],
      [say('The sign is wrong. 日本語 🎉'), writeAdder(right), runTests],
    ];
    const { project, terminal } = await openDesk(t, session, { size });
    await terminal.until('1 to do', '> adder', '● new', 'R2   Negative numbers are added too.', '· R1 adds');
    terminal.press('r');
    await terminal.until('✗ 0/2', '✓ 2/2 verified', 'Hello', '✓ R2 adds negative numbers', 'enter reviews it');
    const rows = terminal.rows();
    assert.match(rows[0] ?? '', /^ regent {3}1 Specs \[2 Session\]/);
    assert.match(rows.at(-1) ?? '', /^ enter review/);
    terminal.press(enter);
    await terminal.until('[verdict]', '2 of 2 requirements proven', 'add(a, b)', '✓ R1');
    terminal.press('a');
    await terminal.until('Accept attempt 2 of adder?', 'one commit on the current branch');
    terminal.press(enter);
    await terminal.until('✓ Accepted adder: commit', 'on main');
    assert.match(project.git('log', '-1', '--format=%B'), /^Regenerate adder\n(?:.*\n)*Regent-Attempt: 2\n/);
    assert.equal(project.git('status', '--porcelain'), '');
    terminal.press('1');
    await terminal.until('nothing to do', '✓ as accepted');
    terminal.press('q');
    assert.equal(await terminal.exited, 0);
    for (const sequence of ['\x1b]', '\x9b', '\u202e']) assert.ok(!terminal.written.includes(sequence));
  });
}

test('the screen is whole after any change of size, and the header stays where it is', { timeout }, async (t) => {
  const { terminal } = await openDesk(t, []);
  await terminal.until('1 to do');
  for (const [columns, rows] of [
    [40, 10],
    [200, 50],
    [20, 5],
    [81, 24],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.until(columns < 30 ? 'enter' : '[1 Specs]');
  }
  await terminal.until('1 to do', 'quit');
  const rows = terminal.rows();
  assert.match(rows[0] ?? '', /^ regent {2}\[1 Specs\]/);
  assert.equal(rows[1], '─'.repeat(81));
  assert.match(rows[23] ?? '', /^ enter open {2}r run .* q quit$/);
});

test('a message is queued in sight, can be taken back, and the cursor stands where it is typed', {
  timeout,
}, async (t) => {
  const waiting: Reply[] = [() => null];
  const { terminal } = await openDesk(t, waiting);
  await terminal.until('1 to do');
  terminal.press('r');
  await terminal.until('asking the model');
  terminal.press(enter);
  await terminal.until('to the agent');
  terminal.press('be 日本');
  await terminal.until('> be 日本');
  assert.deepEqual(terminal.cursor(), { x: 10, y: 21 });
  terminal.press(enter);
  await terminal.until('queued: be 日本');
  terminal.press('x');
  await terminal.until('your message was taken back');
  assert.doesNotMatch(terminal.rows().join('\n'), /queued:/);
});

test('leaving while a session runs says so, interrupts it, and it can be resumed', { timeout }, async (t) => {
  const { project, terminal } = await openDesk(t, [() => null]);
  await terminal.until('1 to do');
  terminal.press('r');
  await terminal.until('asking the model');
  terminal.press('1');
  await terminal.until('▸ running');
  terminal.press('q');
  await terminal.until('1 session will be interrupted: adder. Each can be resumed.');
  terminal.press(enter);
  assert.equal(await terminal.exited, 0);
  const { stdout } = await regent(project, ['log', '--json']);
  assert.match(stdout, /"outcome":"interrupted"/);
});

test('without colour nothing is lost, for each has a word or a mark', { timeout }, async (t) => {
  const { terminal } = await openDesk(t, [], { env: { NO_COLOR: '1' } });
  await terminal.until('1 to do', '> adder');
  const looks = terminal.written.matchAll(/\[([\d;]*)m/g);
  const codes = [...looks].flatMap(([, code = '']) => code.split(';'));
  // Reversed for the row that the cursor is on, bold: these are no colours.
  assert.deepEqual(
    codes.filter((code) => !['0', '1', '7', '22', '27'].includes(code)),
    [],
    'a colour was set',
  );
  assert.ok(codes.includes('7'), 'nothing stands out');
});

test('where there is no room for two panes, the one that the keys move in has all of it', { timeout }, async (t) => {
  const { terminal } = await openDesk(t, [], { size: { columns: 56, rows: 20 } });
  await terminal.until('1 spec, 1 to do', '> adder', '● new');
  assert.ok(!terminal.rows().join().includes('│'), terminal.rows().join('\n'));
  terminal.press('\t');
  await terminal.until('Requirements 2', 'R1   add(a, b) of generated/adder/add.js returns');
  assert.ok(!terminal.rows().join().includes('> adder'), terminal.rows().join('\n'));
  terminal.press('h');
  await terminal.until('> adder');
});

/** The sixteen colours of xterm, which are hard on a light background, as red, green and blue. */
const xterm: Readonly<Record<number, readonly [number, number, number]>> = {
  31: [205, 0, 0],
  32: [0, 205, 0],
  33: [205, 205, 0],
  34: [0, 0, 238],
  35: [205, 0, 205],
  36: [0, 205, 205],
  90: [127, 127, 127],
};

/** As WCAG 2 counts it, of a colour on black or on white. */
function contrast([red, green, blue]: readonly [number, number, number], background: 'black' | 'white'): number {
  const linear = (value: number): number =>
    value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05;
  return background === 'black' ? light / 0.05 : 1.05 / light;
}

test('every colour can be read on the background that there is', { timeout }, async (t) => {
  for (const [background, env, faint] of [
    ['black', {}, true],
    ['white', { COLORFGBG: '0;15' }, false],
  ] as const) {
    const { terminal } = await openDesk(t, [], { env });
    await terminal.until('1 to do', '> adder');
    for (const [keys, shown] of [
      ['?', '─ Keys ─'],
      ['?4', '[4 Skills]'],
      ['5', '[5 Rules]'],
      ['6', '[6 History]'],
      [':', '─ Commands ─'],
    ] as const) {
      terminal.press(keys);
      await terminal.until(shown);
    }
    const codes = new Set(
      [...terminal.written.replaceAll('\x1b', '').matchAll(/\[([\d;]+)m/g)].flatMap(([, code = '']) => code.split(';')),
    );
    // Bold, faint, reversed, and the ends of all.
    for (const looks of ['1', '7', '22', '27', '39', '0', ...(faint ? ['2'] : [])]) codes.delete(looks);
    assert.ok(codes.size > 1, [...codes].join(' '));
    for (const code of codes) {
      const colour = xterm[Number(code)];
      assert.ok(
        colour && contrast(colour, background) >= (background === 'black' ? 3 : 3.9),
        `${code} on ${background}`,
      );
    }
  }
});

test('a locale without UTF-8 is shown ASCII only', { timeout }, async (t) => {
  const { terminal } = await openDesk(t, [], { env: { LANG: 'C' } });
  await terminal.until('1 to do', '* new', '- R1 adds');
  assert.doesNotMatch(terminal.rows().join(''), /[^\x20-\x7e]/);
});

test('a command on a terminal without UTF-8 writes ASCII, help too', { timeout }, async (t) => {
  const project = makeProject({
    'skills/word/SKILL.md': `---\nname: word\ndescription: 日本 “quoted” ${'long '.repeat(40)}\n---\nx\n`,
  });
  t.after(() => project.remove());
  for (const [args, shown] of [
    [['skill', 'list', 'word'], /\?\? "quoted" .*\.\.\./s],
    [['run', '--help'], /high, \.\.\./],
  ] as const) {
    const terminal = openTerminal(project.root, { ...project.env, LANG: 'C' }, { columns: 200, rows: 50 }, args);
    assert.equal(await terminal.exited, 0);
    assert.match(terminal.written, shown);
    assert.doesNotMatch(terminal.written, /[^\0-\x7f]/);
  }
});

test('without a terminal the help is printed, and the exit code says that this is wrong use', {
  timeout,
}, async (t) => {
  const project = makeProject(adderFiles());
  t.after(() => project.remove());
  const { code, stderr } = await regent(project, []);
  assert.equal(code, 2);
  assert.match(stderr, /Usage: regent/);
});

test('every screen, the help and the palette fill 80×24, 120×40 and 200×50', { timeout }, async (t) => {
  const { terminal } = await openDesk(t, []);
  await terminal.until('1 to do');
  for (const [columns, height] of [
    [80, 24],
    [120, 40],
    [200, 50],
  ] as const) {
    terminal.resize(columns, height);
    for (const [key, shows, hint] of [
      ['1', '[1 Specs]', ' :'],
      ['2', '[2 Session]', ' :'],
      ['3', '[3 Review]', ' :'],
      ['4', '[4 Skills]', ' :'],
      ['5', '[5 Rules]', ' :'],
      ['6', '[6 History]', ' :'],
      ['?', '─ Keys ─', 'esc close'],
      ['\x1b', '[6 History]', 'q quit'],
      [':', '─ Commands ─', 'esc cancel'],
      ['\x1b', '[6 History]', 'q quit'],
    ] as const) {
      terminal.press(key);
      await terminal.until(shows, hint, '─'.repeat(columns));
      const rows = terminal.rows();
      assert.match(rows[0] ?? '', /^ regent {2}/);
      assert.equal(rows[1], '─'.repeat(columns));
      assert.ok(rows[height - 1]?.includes(hint), `${shows} at ${columns}×${height}: ${rows[height - 1]}`);
    }
  }
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
});
