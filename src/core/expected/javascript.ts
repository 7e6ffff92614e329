import type { DeclaredTest } from './declared.ts';
import { type Role, testNames } from './javascript-names.ts';
import { type Token, tokenize } from './javascript-tokens.ts';

/**
 * Returns the tests of node:test, vitest, jest, mocha and ava that a file declares at its top level or directly inside
 * its suites, with a literal title and a function.
 */
export function javascriptTests(source: string): DeclaredTest[] {
  if (!/\b(?:test|it|specify)\b/.test(source)) return [];
  const tokens = tokenize(source);
  const closing = tokens && matchBrackets(tokens);
  if (!tokens || !closing || isFocused(tokens)) return [];
  const opening = new Map([...closing].map(([open, close]) => [close, open]));
  const file: Source = { tokens, closing, opening, names: testNames(tokens), found: [] };
  readBlock(file, 0, tokens.length);
  return file.found;
}

interface Source {
  readonly tokens: readonly Token[];
  /** The index of an opening bracket → that of its counterpart. */
  readonly closing: ReadonlyMap<number, number>;
  /** The same the other way round. */
  readonly opening: ReadonlyMap<number, number>;
  readonly names: ReadonlyMap<string, Role>;
  readonly found: DeclaredTest[];
}

/** Reads the statements of a block that is sure to run; what they hold in brackets is passed over. */
function readBlock(file: Source, from: number, to: number): void {
  const { tokens, closing } = file;
  for (let at = from; at < to; at++) {
    const token = tokens[at]!;
    const close = closing.get(at) ?? at;
    // What follows may never be reached.
    if (leaves(token) || (isConditional(file, at) && tokens.slice(at, close).some(leaves))) return;
    const role = token.kind === 'word' && startsStatement(file, at, from) ? file.names.get(token.text) : undefined;
    if (role) readCall(file, at, role);
    at = close;
  }
}

function leaves(token: Token): boolean {
  return token.kind === 'word' && /^(?:return|throw|break|continue|exit)$/.test(token.text);
}

/** Whether a bracket opens the block of an `if`, a loop, a `try` or the like. */
function isConditional(file: Source, at: number): boolean {
  if (file.tokens[at]?.text !== '{' || file.tokens[at]?.kind !== 'punctuator') return false;
  const before = file.tokens[at - 1];
  return closesHeader(file, at - 1) || (before?.kind === 'word' && /^(?:else|do|try|finally)$/.test(before.text));
}

function readCall(file: Source, at: number, role: Role): void {
  const { tokens, closing } = file;
  let open = at + 1;
  if (tokens[open]?.text === '.' && /^(?:concurrent|sequential|serial)$/.test(tokens[open + 1]?.text ?? '')) open += 2;
  const title = tokens[open + 1];
  const close = closing.get(open);
  if (tokens[open]?.text !== '(' || close === undefined || tokens[open + 2]?.text !== ',') return;
  // An assertion on what the call returns, or a further call, is none of the forms we know.
  if (tokens[close + 1]?.text === '.' || tokens[close + 1]?.text === '(') return;
  const body = lastFunction(file, open + 3, close);
  if (!body || hasSkip(tokens, open + 3, body.start)) return;
  if (role === 'suite') {
    if (body.open !== null) readBlock(file, body.open + 1, closing.get(body.open) ?? body.open);
  } else if (title?.kind === 'string') file.found.push({ title: title.text, kind: 'title' });
}

/** The function among a call's arguments, and where its block opens: null for an arrow without one. */
function lastFunction(file: Source, from: number, to: number): { start: number; open: number | null } | null {
  const { tokens, closing } = file;
  for (let at = from; at < to; at++) {
    const text = tokens[at]?.kind === 'string' ? '' : tokens[at]?.text;
    if (text === '=>') return { start: at, open: tokens[at + 1]?.text === '{' ? at + 1 : null };
    if (text === 'function') {
      const parameters = [at + 1, at + 2, at + 3].find((i) => tokens[i]?.text === '(') ?? to;
      const open = (closing.get(parameters) ?? to) + 1;
      return { start: at, open: tokens[open]?.text === '{' ? open : null };
    }
    at = closing.get(at) ?? at;
  }
  return null;
}

/** Options such as `{ skip: true }` stand between title and function. */
function hasSkip(tokens: readonly Token[], from: number, to: number): boolean {
  return tokens
    .slice(from, to)
    .some(
      (token) => /^(?:skip|todo|only|fails|runIf|skipIf|retry|repeats|each)$/.test(token.text) || token.text === '...',
    );
}

function startsStatement(file: Source, at: number, from: number): boolean {
  if (at === from) return true;
  const { tokens } = file;
  const before = tokens[at - 1]!;
  if (before.kind === 'word' && /^(?:await|void)$/.test(before.text)) return startsStatement(file, at - 1, from);
  if (before.kind === 'punctuator' && before.text === ';') return true;
  if (before.kind === 'punctuator' && before.text === '}') return true;
  if (!tokens[at]!.newLine) return false;
  if (before.kind === 'string' || before.kind === 'other') return true;
  if (before.kind === 'word')
    return !/^(?:else|do|return|throw|new|in|of|typeof|case|default|extends)$/.test(before.text);
  return before.text === ']' || (before.text === ')' && !closesHeader(file, at - 1));
}

/** Whether a `)` ends the head of an `if`, a loop or the like, whose statement follows. */
function closesHeader(file: Source, at: number): boolean {
  const open = file.opening.get(at);
  const head = open === undefined ? undefined : file.tokens[open - 1];
  return (
    file.tokens[at]?.text === ')' &&
    head?.kind === 'word' &&
    /^(?:if|for|while|with|await|switch|catch)$/.test(head.text)
  );
}

/** With `.only` the others are never run, which ones depending on the framework. */
function isFocused(tokens: readonly Token[]): boolean {
  return tokens.some(
    (token, i) =>
      token.kind === 'word' &&
      ((token.text === 'only' && tokens[i - 1]?.text === '.') || /^(?:fit|fdescribe|ftest)$/.test(token.text)),
  );
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function matchBrackets(tokens: readonly Token[]): Map<number, number> | null {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'punctuator') continue;
    if (pairs[token.text]) open.push(i);
    else if (/^[)\]}]$/.test(token.text)) {
      const start = open.pop();
      if (start === undefined || pairs[tokens[start]!.text] !== token.text) return null;
      closing.set(start, i);
    }
  }
  return open.length === 0 ? closing : null;
}
