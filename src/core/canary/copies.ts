import type { Planted } from '../canary.ts';
import { maskSource } from '../expected/mask.ts';
import { type Comparison, type Form, formOf } from './forms.ts';
import { otherValue } from './values.ts';

/** A stretch of the source. */
type Span = readonly [start: number, end: number];

interface OwnTest {
  readonly whole: Span;
  readonly name: Span;
  readonly body: Span;
}

/**
 * Adds copies of the file's own tests that expect another value: one before all of them and one behind. Up to its
 * comparison a copy does what the real test does, so that code which only shows its hand when it is called (it switches
 * an assertion off, reads on its caller's line what is expected, returns what equals anything) makes the copy pass too.
 */
export function addCopies(planted: Planted, original: string, path: string, command: string, word: string): Planted {
  const form = formOf(path, command);
  const [base] = planted.titles;
  if (!form || base === undefined) return planted;
  const source = planted.text;
  const masked = maskSource(source, form.syntax);
  const own = testsIn(form, source, masked).filter(({ whole }) => original.includes(source.slice(...whole).trimEnd()));
  const copies = own.flatMap((test) => {
    const altered = alterOne(form, source, masked, test, word);
    return altered === null ? [] : [{ test, altered }];
  });
  const first = copies[0];
  const last = copies.at(-1);
  if (!first || !last) return planted;
  const count = planted.titles.length;
  const titles = [count, count + 1].map((n) => `${base}${/\s/.test(base) || form.titles ? ' ' : '_'}${n}`);
  const write = ({ test, altered }: typeof first, title: string): string =>
    source.slice(test.whole[0], test.name[0]) + title + altered;
  const text =
    source.slice(0, first.test.whole[0]) +
    write(first, titles[0] ?? '') +
    source.slice(first.test.whole[0], last.test.whole[1]) +
    write(last, titles[1] ?? '') +
    source.slice(last.test.whole[1]);
  return { ...planted, text, titles: [...planted.titles, ...titles] };
}

/** The tests that can be copied: nothing above them changes how they run, and nothing in them ends them early. */
function testsIn(form: Form, source: string, masked: string): OwnTest[] {
  return [...masked.matchAll(form.test)].flatMap((match) => {
    const { name, body } = match.indices?.groups ?? {};
    if (!name || !body || form.unfit.test(match.groups?.body ?? '')) return [];
    const above = masked.slice(0, match.index).trimEnd().split('\n').at(-1) ?? '';
    if (form.above?.test(above) || /[\\$#{]/.test(source.slice(...name))) return [];
    return [{ whole: [match.index, match.index + match[0].length], name, body }];
  });
}

/** What follows a test's name, with the last comparison that surely is reached changed; null where there is none. */
function alterOne(form: Form, source: string, masked: string, test: OwnTest, word: string): string | null {
  for (const [start, end] of statements(masked, test.body).toReversed()) {
    const text = source.slice(start, end);
    const found = form.comparisons.map((one) => change(one, form, text, masked.slice(start, end), word));
    const altered = found.find((one) => one !== null);
    if (altered !== undefined && altered !== null) {
      const [, bodyEnd] = test.body;
      const last = form.last ?? '';
      return (
        source.slice(test.name[1], start) +
        altered +
        source.slice(end, bodyEnd) +
        last +
        source.slice(bodyEnd, test.whole[1])
      );
    }
  }
  return null;
}

/** Statements that stand in the body itself, and in no block of it. */
function statements(masked: string, [from, to]: Span): Span[] {
  const found: Span[] = [];
  let at = from;
  let indent = Number.POSITIVE_INFINITY;
  while (at < to) {
    const line = masked.slice(at, Math.min(lineEnd(masked, at), to));
    const start = at + line.length - line.trimStart().length;
    if (line.trim() === '') at += line.length + 1;
    else {
      indent = Math.min(indent, start - at);
      const end = statementEnd(masked, start, to);
      if (start - at === indent) found.push([start, end]);
      at = lineEnd(masked, end) + 1;
    }
  }
  return found;
}

/** The end of the line on which no bracket is open any more. */
function statementEnd(masked: string, start: number, limit: number): number {
  let depth = 0;
  for (let at = start; at < limit; at++) {
    const char = masked.charAt(at);
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (char === '\n' && depth <= 0) return at;
  }
  return limit;
}

function change(comparison: Comparison, form: Form, text: string, masked: string, word: string): string | null {
  const code = masked.trimEnd().replace(/;$/, '');
  if (comparison.kind === 'operator') return changeOperand(comparison.pattern, form, text, code, word);
  if (comparison.kind === 'turn') {
    const match = comparison.pattern.exec(code);
    return match && text.slice(0, match.index) + comparison.to + text.slice(match.index + match[0].length);
  }
  if (comparison.kind === 'flip') return flipName(comparison, text, code);
  const parts = comparison.kind === 'command' ? commandParts(code) : callParts(code);
  if (!parts) return null;
  const [open, close] = parts;
  if (!comparison.name.test(calleeOf(code, open))) return null;
  const args = splitAtCommas(code, open, close);
  const [from, to] = args[comparison.expected] ?? [0, 0];
  const [least, most] = comparison.takes;
  if (args.length < least || args.length > most) return null;
  const other = otherValue(text.slice(from, to), word, form.list);
  return other === null ? null : text.slice(0, from) + other + text.slice(to);
}

function flipName({ name, to }: Extract<Comparison, { kind: 'flip' }>, text: string, code: string): string | null {
  for (const parts of [callParts(code), commandParts(code)]) {
    const callee = parts === null ? '' : calleeOf(code, parts[0]);
    const match = name.exec(callee);
    if (match) return text.slice(0, match.index) + to + text.slice(match.index + match[0].length);
  }
  return null;
}

/** What is called, with spaces for all within brackets, so that places stay the same. */
function calleeOf(code: string, open: number): string {
  return blankBrackets(code.slice(0, open).replace(/[( ]$/, ''));
}

function changeOperand(pattern: RegExp, form: Form, text: string, code: string, word: string): string | null {
  const match = pattern.exec(code);
  const span = match?.indices?.groups?.value;
  if (!span) return null;
  const other = otherValue(text.slice(...span), word, form.list);
  return other === null ? null : text.slice(0, span[0]) + other + text.slice(span[1]);
}

/** Where the arguments of the call stand with which the statement ends. */
function callParts(code: string): Span | null {
  if (!code.endsWith(')')) return null;
  let depth = 0;
  for (let at = code.length - 1; at >= 0; at--) {
    const char = code.charAt(at);
    if (')]}'.includes(char)) depth++;
    else if ('([{'.includes(char)) depth--;
    if (depth === 0) return [at + 1, code.length - 1];
  }
  return null;
}

/** The arguments of a call without parentheses, as in Ruby. */
function commandParts(code: string): Span | null {
  const name = /^\w+ (?![=(])/.exec(code);
  return name ? [name[0].length, code.length] : null;
}

function splitAtCommas(code: string, from: number, to: number): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let start = from;
  const add = (end: number): void => {
    const inner = code.slice(start, end);
    const lead = inner.length - inner.trimStart().length;
    if (inner.trim() !== '') spans.push([start + lead, end - (inner.length - inner.trimEnd().length)]);
    start = end + 1;
  };
  for (let at = from; at < to; at++) {
    const char = code.charAt(at);
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (char === ',' && depth === 0) add(at);
  }
  add(to);
  return spans;
}

function blankBrackets(code: string): string {
  let depth = 0;
  return [...code]
    .map((char) => {
      if (')]}'.includes(char)) depth--;
      const kept = depth === 0 ? char : ' ';
      if ('([{'.includes(char)) depth++;
      return kept;
    })
    .join('');
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
