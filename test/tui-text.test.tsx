import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from 'ink-testing-library';
import type { Event, EventBody } from '../src/core/events.ts';
import { paint } from '../src/tui/components/paint.ts';
import { Rows } from '../src/tui/components/rows.tsx';
import { cell, chosen, fit, line, pad, spread, textOf } from '../src/tui/lines.ts';
import stringWidth from '../src/tui/string-width.ts';
import { editText, emptyEdit, insert, textOfEdit } from '../src/tui/text-edit.ts';
import { beginning, createTranscript, movePlace, windowOf } from '../src/tui/transcript.ts';
import { truncate, widthOf, wrap } from '../src/tui/width.ts';

test('CJK and emoji count two columns, what joins counts none', () => {
  assert.equal(widthOf('日本'), 4);
  assert.equal(widthOf('👩‍👩‍👧 ok'), 5);
  assert.equal(widthOf('e\u0301'), 1);
  assert.equal(widthOf('✓ passed · −3 │ …'), 17);
});

test('a text is cut between graphemes, never inside one, and never wider than asked', () => {
  assert.equal(truncate('日本語です', 6), '日本…');
  assert.equal(truncate('abc👩‍👩‍👧', 4), 'abc…');
  assert.equal(cell('日本', 5), '日本 ');
  for (let width = 1; width < 12; width++) assert.ok(widthOf(truncate('a日b本c🎉d', width)) <= width);
});

test('wrapped lines break at spaces, keep line breaks, and fit', () => {
  assert.deepEqual(wrap('the quick brown fox', 10), ['the quick', 'brown fox']);
  assert.deepEqual(wrap('a\n\nb', 10), ['a', '', 'b']);
  assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
  assert.deepEqual(wrap('日本語', 1), ['日', '本', '語']);
});

test('a line fits its columns whatever it is made of', () => {
  assert.equal(textOf(fit(line('abc', { text: 'def', tone: 'good' }), 5)), 'abcd…');
  assert.equal(textOf(pad(line('日'), 4)), '日  ');
  assert.equal(textOf(spread(line('a long title'), line('right'), 12)), 'a long…right'.padEnd(12));
  assert.equal(textOf(chosen(line('> x'), 5)), '> x  ');
});

test('typing edits by graphemes around the cursor', () => {
  let edit = insert(emptyEdit, 'ab日👩‍👩‍👧');
  edit = editText(edit, 'backspace') ?? edit;
  edit = editText(edit, 'left') ?? edit;
  edit = insert(edit, 'c');
  assert.deepEqual(edit, { before: 'abc', after: '日' });
  assert.equal(textOfEdit(editText(edit, 'ctrl-u') ?? edit), '日');
  assert.equal(editText(edit, 'pageup'), null);
});

test('a paste with escape sequences types its letters only', () => {
  assert.equal(textOfEdit(insert(emptyEdit, 'one\x1b[2J\r\ntwo\x1b]52;c;aGk=\x07')), 'one\ntwo');
});

test('a row lets no control sequence through, and shows ASCII only where the locale asks for it', () => {
  const hostile = line('\x1b]0;title\x07a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ \x1b[5;5Hb\r\b\u202ec ✓');
  const row = render(<Rows lines={[hostile]} looks={{ ascii: false, colour: true }} />);
  assert.equal(row.lastFrame(), 'alink b c ✓');
  const ascii = render(<Rows lines={[line('✓ a · b … 日 ↑')]} looks={{ ascii: true, colour: false }} />);
  assert.equal(ascii.lastFrame(), '+ a - b ~ ?? ^');
});

let seq = 0;
function event(body: EventBody): Event {
  seq += 1;
  return { ...body, session: 's', seq, at: '2026-01-01T00:00:00Z' };
}

const view = { width: 20, height: 4, unfolded: false };

function shown(transcript: Parameters<typeof windowOf>[0], place: Parameters<typeof windowOf>[1] = 'end'): string[] {
  return windowOf(transcript, place, view).map(textOf);
}

test('without colours the words that changed within a line still stand out, and the chosen row', () => {
  const row = line('a + ', { text: 'b', tone: 'added-word' }, { text: ' // sum', tone: 'comment' });
  const looks = { ascii: false, colour: false, attributes: true };
  assert.equal(paint(row, looks), 'a + \x1b[7mb\x1b[27m // sum');
  assert.equal(paint(chosen(line('> a'), 3), looks), '\x1b[7m> a\x1b[27m');
});

test('streamed pieces join to paragraphs, and the window follows the end', () => {
  const transcript = createTranscript();
  for (const text of ['Hel', 'lo\nwor', 'ld\n', '\nagain']) {
    transcript.add(event({ type: 'model-text', turn: 1, attempt: 1, text }));
  }
  assert.deepEqual(shown(transcript), ['● Hello', '  world', '  ', '  again']);
  transcript.add(event({ type: 'model-text', turn: 1, attempt: 1, text: ' and more than fits' }));
  assert.deepEqual(shown(transcript), ['  world', '  ', '  again and more', '  than fits']);
});

test('a text that was streamed is not said again by the reply that ends it', () => {
  const usage = { input: 1, cacheRead: 0, cacheWrite: 0, output: 1 };
  const reply = { content: [{ type: 'text', text: 'Hello' }], stop: 'end_turn', usage, model: 'm', usd: 0 } as const;
  const streamed = createTranscript([
    event({ type: 'model-text', turn: 1, attempt: 1, text: 'Hello' }),
    event({ type: 'model-replied', turn: 1, attempt: 1, ...reply }),
  ]);
  assert.deepEqual(shown(streamed), ['● Hello']);
  const whole = createTranscript([event({ type: 'model-replied', turn: 1, attempt: 1, ...reply })]);
  assert.deepEqual(shown(whole), ['● Hello']);
});

test('an escape sequence that is split over two pieces does not come together', () => {
  const transcript = createTranscript();
  for (const text of ['a\x1b', ']52;c;aGk=\x07b', '\x1b[', '2Jc']) {
    transcript.add(event({ type: 'model-text', turn: 1, attempt: 1, text }));
  }
  assert.deepEqual(shown(transcript), ['● a]52;c;aGk=b2Jc']);
});

test('a result is folded behind its call, and unfolded when asked', () => {
  const transcript = createTranscript([
    event({ type: 'tool-started', attempt: 1, id: 'a', name: 'bash', input: { command: 'ls' } }),
    event({ type: 'tool-finished', attempt: 1, id: 'a', name: 'bash', result: 'x\ny', isError: false, ms: 1 }),
  ]);
  assert.deepEqual(shown(transcript), ['  · bash ls → 2', '    lines']);
  const unfolded = windowOf(transcript, 'end', { ...view, unfolded: true }).map(textOf);
  assert.deepEqual(unfolded, ['  · bash ls', '      x', '      y']);
});

test('a place stays where it is while the transcript grows, and the end is found again', () => {
  const told = (number: number) => event({ type: 'told', attempt: 1, text: `message ${number}` });
  const transcript = createTranscript([1, 2, 3, 4, 5, 6].map(told));
  const place = movePlace(transcript, 'end', -1, { ...view, height: 3 });
  const before = windowOf(transcript, place, view).map(textOf);
  transcript.add(told(7));
  transcript.add(told(8));
  assert.deepEqual(windowOf(transcript, place, view).map(textOf), before);
  assert.equal(movePlace(transcript, place, 100, view), 'end');
  assert.deepEqual(movePlace(transcript, 'end', Number.NEGATIVE_INFINITY, view), beginning);
});

test('of a hundred thousand paragraphs only those that show are drawn', () => {
  const transcript = createTranscript();
  for (let number = 0; number < 100_000; number++) transcript.add(event({ type: 'continued' }));
  let drawn = 0;
  const counted = {
    ...transcript,
    length: transcript.length,
    paragraph: (at: number) => {
      drawn += 1;
      return transcript.paragraph(at);
    },
  };
  assert.equal(windowOf(counted, 'end', view).length, 4);
  assert.ok(drawn < 20, `${drawn} were looked at`);
});

test('Ink counts columns as the screens do, colours and control characters not at all', () => {
  for (const text of ['plain', '日本 ✓', '👩‍👩‍👧 🇩🇪 1️⃣', 'e\u0301', '─│●'])
    assert.equal(stringWidth(`\x1b[32m${text}\x1b[39m\n`), widthOf(text), text);
});
