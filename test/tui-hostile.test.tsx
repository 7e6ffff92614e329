import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Key } from 'ink';
import { withoutAnswers } from '../src/tui/answers.ts';
import { paint } from '../src/tui/components/paint.ts';
import { inputLine } from '../src/tui/dialogs/view.ts';
import { fit, line, lineWidth } from '../src/tui/lines.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, readEvents, regent } from './support/cli.ts';
import { bash, type Reply, runTests, say, scriptModel, write } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 60_000;

/** What a text might do to a terminal: clipboard, title, links (one of them open), cursor, colours, 8-bit controls, bidi. */
const hostile =
  '\x1b]52;c;aGFja2Vk\x07\x1b]0;evil\x07\x1b]8;;http://evil.example\x1b\\link\x1b]8;;http://open.example\x07\x1b[2J\x1b[9;9Hhome\x1b[31m\x9b5;5H\x9d0;evil\x9c\x90q\x9c\x1bPq\x1b\\\x1bc\x1b(0\rCR\b\b\x07\x0e\x0f\u202egnp.exe\u2066\u200b\ufeff\u{e0041}\x1b]0;never ended';

async function open(t: TestContext, files: Record<string, string>, replies: readonly Reply[]) {
  const project = makeProject(files);
  const server = await scriptModel(replies);
  const terminal = openTerminal(project.root, { ...project.env, ...server.env }, { columns: 100, rows: 30 });
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  return { project, terminal };
}

test('nothing that a spec, a model, a file, a test or a diff says gets out of the screens', { timeout }, async (t) => {
  const files = adderFiles();
  const spec = 'specs/adder/spec.md';
  const tests = 'specs/adder/tests/add.test.js';
  const quoted = JSON.stringify(`R1 adds ${hostile}`);
  const { project, terminal } = await open(
    t,
    {
      ...files,
      [spec]: `${files[spec]}- **R3** Nothing ${hostile} of this.\n`,
      [tests]: `${files[tests]}test(${quoted}, () => { console.log(${quoted}); throw new Error(${quoted}); });\n`,
      'specs/broken/spec.md': `---\nname: ${hostile}\n---\n`,
      'rules/evil.md': `---\ndescription: "rule"\n---\n${hostile}\n`,
    },
    [
      [
        say(hostile),
        writeAdder(`${right}// ${hostile}\n`),
        write(`generated/adder/x${hostile.replaceAll('/', '_').slice(0, 60)}.js`, hostile),
        bash(`printf '%s' ${JSON.stringify(hostile)}; printf '${hostile.slice(0, 20)}'`),
        { type: 'tool_use', name: 'choose', input: { question: hostile, choice: hostile, alternatives: [hostile] } },
        runTests,
      ],
      [
        {
          type: 'tool_use',
          name: 'object',
          input: { requirement: 'R1', evidence: hostile, question: `${hostile} is it?` },
        },
      ],
    ],
  );
  await terminal.until('> broken', 'has errors');
  terminal.press('j');
  await terminal.until('> adder', 'R3   Nothing');
  terminal.press('l');
  terminal.press('Gh');
  terminal.press('r');
  await terminal.until('objected', 'enter review');
  terminal.press('o');
  await terminal.until('choose');
  terminal.press(enter);
  await terminal.until('[3 Review]');
  for (let page = 0; page < 5; page++) {
    terminal.press('\t');
    terminal.press('ojjG');
    await terminal.until('[3 Review]');
  }
  for (const [key, title] of [
    ['4', '[4 Skills]'],
    ['5', '[5 Rules]'],
    ['6', '[6 History]'],
    ['1', '[1 Specs]'],
  ] as const) {
    terminal.press(key);
    await terminal.until(title);
  }
  terminal.press('ggj');
  await terminal.until('broken');
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
  assert.deepEqual(terminal.mischief, []);
  for (const bad of [
    '\x1b]',
    '\x1bP',
    '\x1bc',
    '\x1b(',
    '\x9b',
    '\x9d',
    '\x90',
    '\x07',
    '\b',
    '\x0e',
    '\u202e',
    '\u200b',
  ])
    assert.ok(!terminal.written.includes(bad), JSON.stringify(bad));
  assert.match((await regent(project, ['log', '--json'])).stdout, /"outcome":"objected"/);
});

test('whatever bytes a row is made of, it comes out as letters and the screens’ own colours', () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % below;
  };
  const pieces = [
    ...hostile.split('\x1b').map((piece) => `\x1b${piece}`),
    'text',
    ' ',
    '日',
    '👩‍👩‍👧',
    'e\u0301',
    '\ud800',
    '\x1b[',
    '\x1b',
    ';',
    'm',
    'H',
  ];
  const colours = new RegExp(`${'\x1b'}\\[(?:1|2|7|22|27|3[1-6]|36;1|39|39;22)m`, 'g');
  for (let round = 0; round < 4000; round++) {
    const parts = Array.from({ length: 1 + random(6) }, () =>
      random(3) === 0 ? String.fromCharCode(random(0x300)) : (pieces[random(pieces.length)] ?? ''),
    );
    const row = fit(line(parts.join(''), { text: parts.toReversed().join(''), tone: 'bad' }), 40);
    assert.ok(lineWidth(row) <= 40);
    const rest = paint(row, { ascii: false, colour: true }).replace(colours, '');
    assert.doesNotMatch(rest, /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\ufeff\u2028\u2029]/u, JSON.stringify(parts));
    assert.match(paint(row, { ascii: true, colour: false }), /^[\x20-\x7e]*$/);
  }
});

test('a pasted megabyte is typed as it is, submits nothing, and costs no more to show than a word', {
  timeout,
}, async (t) => {
  const { project, terminal } = await open(t, adderFiles(), [() => null]);
  await terminal.until('1 to do');
  terminal.press('r');
  await terminal.until('asking the model');
  terminal.press(enter);
  await terminal.until('to the agent');
  const text = `first\r\nsecond${hostile}\n${'0123456789 '.repeat(95_000)}end`;
  terminal.press(`\x1b[200~${text}\x1b[201~`);
  await terminal.until('characters)', '0123456789 end');
  terminal.press('!\x7f?');
  await terminal.until('end?');
  terminal.press(enter);
  await terminal.until('queued: first');
  const [, session = ''] = /"id":"([^"]+)"/.exec((await regent(project, ['log', '--json'])).stdout) ?? [];
  const queued = readEvents(project, session).find((event) => event.type === 'steering-queued');
  assert.ok(
    queued?.type === 'steering-queued' && queued.text.startsWith('first\nsecond') && queued.text.endsWith('end?'),
  );
  assert.ok(queued.text.length > 1_000_000);
  assert.deepEqual(terminal.mischief, []);
  const long = { before: 'x'.repeat(1_000_000), after: '' };
  assert.ok(lineWidth(inputLine(long, 80).row) <= 80);
});

test('after a storm of sizes in the middle of a session the screen is what a fresh drawing of it is', {
  timeout,
}, async (t) => {
  const { terminal } = await open(t, adderFiles(), [
    [say('日本語 🎉 '.repeat(200)), writeAdder(right), runTests],
    [say('Done.')],
  ]);
  await terminal.until('1 to do');
  terminal.press('r');
  for (let round = 0; round < 60; round++) {
    terminal.resize(10 + ((round * 37) % 190), 3 + ((round * 13) % 60));
    await new Promise((resolve) => setImmediate(resolve));
  }
  terminal.resize(100, 30);
  await terminal.until('waits for you', 'enter review');
  // But for the row that says what happened last: a key takes it away.
  const rows = (): string[] => terminal.rows().filter((_, at) => at !== 28);
  const before = rows();
  terminal.press('\x0c');
  terminal.press('?');
  await terminal.until('─ Keys ─');
  terminal.press('\x1b');
  await terminal.until('enter review');
  assert.deepEqual(rows(), before);
  terminal.resize(1, 1);
  terminal.press('1');
  terminal.resize(300, 100);
  await terminal.until('[1 Specs]', 'R2   Negative numbers');
});

test('what a terminal answers is no key, whoever asked it', { timeout }, async (t) => {
  const { terminal } = await open(t, adderFiles(), []);
  await terminal.until('> adder', 'r run');
  // Colours that end either way, a version, attributes, a place: `:`, `r` and `x` would open the palette and more.
  for (const answer of [
    ']11;rgb:ffff/ffff/ffff\x1b\\',
    ']10;rgb:1/r/x\x07',
    'P>|xterm(1):r\x1b\\',
    '[?62;1c',
    '[24;80R',
  ])
    terminal.press(`\x1b${answer}`);
  terminal.press('?');
  await terminal.until('─ Keys ─', 'Regenerate the spec: start a session.');
});

test('a key that only begins like an answer is still one, and so is what comes behind an answer', async () => {
  const keys: string[] = [];
  const hear = withoutAnswers((input) => keys.push(input));
  const alt = { meta: true } as Key;
  const plain = { meta: false } as Key;
  hear(']', alt);
  await new Promise(setImmediate);
  hear('j', plain);
  hear(']', alt);
  hear('11;rgb:f/f/f\x07k', plain);
  hear('P', alt);
  hear('>|xterm', plain);
  hear('\\', alt);
  hear('l', plain);
  assert.deepEqual(keys, [']', 'j', 'k', 'l']);
});
