import type { Planted } from '../canary.ts';
import { otherLiteral, varyNumbers } from './values.ts';

/**
 * Adds a bats test for each way to compare that the file uses, and before and behind its own tests one of these with
 * another value than it expects, for programs that look up in the file what to print.
 */
export function batsCanaries(source: string, title: string, word: string): Planted | null {
  const first = /^@test\b/m.exec(source);
  if (!first) return null;
  const bodies = ['[ 17 = 18 ]', 'test 17 = 18', '[[ 17 == 18 ]]', 'false'];
  const used = bodies.filter((body) =>
    new RegExp(`^\\s+${body.split(' ')[0]?.replaceAll('[', '\\[')}\\s`, 'm').test(source),
  );
  if (used.length === 0) used.push('false');
  const own = used.map((body) => `  ${varyNumbers(body, word)}\n  true\n`);
  const other = otherBatsResult(source, word);
  const added = other === null ? own : [...own, other, other];
  const titles = added.map((_, at) => (at === 0 ? title : `${title} ${at}`));
  const tests = added.map((body, at) => `@test "${titles[at]}" {\n${body}}\n`);
  const before = other === null ? '' : `${tests.pop()}\n`;
  return {
    text: `${source.slice(0, first.index)}${before}${source.slice(first.index)}\n\n${tests.join('\n')}`,
    titles,
  };
}

/** The body of a short test that compares what a program printed, with another value. */
function otherBatsResult(source: string, word: string): string | null {
  for (const [, body = ''] of source.matchAll(/^@test [^\n]*\{\n((?: {1,8}[^\n]*\n|\t[^\n]*\n){1,8})\}$/gm)) {
    const found = /^[ \t]+(?:assert_output |\[\[? "\$output" ==? )("[^"$`\\\n]+"|'[^'\n]+'|-?\d+)(?: \]\]?)?$/m.exec(
      body,
    );
    const code = body.replace(/^[ \t]*#[^\n]*\n/gm, '');
    const isPlain = !/\b(?:skip|if|for|while|return|exit)\b|\|\||&&|<</.test(code);
    if (!found || !isPlain || !/^[ \t]+run /m.test(code)) continue;
    const value = found[1] ?? '';
    const other = otherLiteral(value, word);
    if (other === null) continue;
    const at = found.index + found[0].indexOf(value, found[0].search(/(?:assert_output|==?) /));
    return `${body.slice(0, at)}${other}${body.slice(at + value.length)}  true\n`;
  }
  return null;
}

/**
 * Adds assertions behind the last module that a Test::More script loads at its beginning; among them one of its own,
 * with another value.
 */
export function perlCanaries(source: string, title: string, word: string): Planted | null {
  const call = /^\s*(is|ok)\b\s*\(?/m.exec(source)?.[1];
  const used = [...source.matchAll(/^use\s[^;\n]*;[ \t]*$/gm)].at(-1);
  if (!call || !used || !/^use Test(?:::More|2::V0)\b/m.test(source)) return null;
  const [, compared, value = ''] =
    /^is\s*\(\s*([\w:]+\s*\([^;$@%\n]*?\)), (-?\d+|"[^"\n\\$@]*"|'[^'\n\\]*')[,)]/m.exec(source) ?? [];
  const other = otherLiteral(value, word);
  const bodies = [call === 'is' ? 'is(17, 18, ' : 'ok(0, '];
  if (compared !== undefined && other !== null) bodies.push(`is(scalar(${compared}), ${other}, `);
  const titles = bodies.map((_, at) => (at === 0 ? title : `${title} ${at}`));
  const at = used.index + used[0].length;
  const added = bodies.map((body, i) => `\n${varyNumbers(body, word)}"${titles[i]}");`).join('');
  return { text: `${source.slice(0, at)}${added}${source.slice(at)}`, titles };
}

/**
 * Adds a test function at the end, and one beside the file's own that compares a result with another value than it
 * expects: for results whose type claims to equal anything.
 */
export function rustCanaries(source: string, word: string): Planted | null {
  if (!/^[ \t]*#\[test\]/m.test(source)) return null;
  const name = `holds_${word}`;
  const own = `\n#[test]\nfn ${name}() {\n    ${varyNumbers('assert_eq!(17, 18);', word)}\n}\n`;
  const other = otherRustResult(source, word);
  if (other === null) return { text: source + own, titles: [name] };
  const added = `#[test]\nfn ${name}_1() {\n    ${other.body}\n}\n\n`;
  return { text: `${source.slice(0, other.at)}${added}${source.slice(other.at)}${own}`, titles: [name, `${name}_1`] };
}

/** A comparison of a call that needs nothing around it, with another value, and where it can stand: what it calls is known there. */
function otherRustResult(source: string, word: string): { readonly at: number; readonly body: string } | null {
  const compared =
    /^[ \t]*(assert_eq!\(|assert!\()([a-z_][\w:]*)\(([^;\n]*)\)(, | == )(-?\d+|"[^"\n\\]*"|true|false)\);[ \t]*\r?$/gm;
  for (const { index, 1: open, 2: called = '', 3: given = '', 4: between, 5: value = '' } of source.matchAll(
    compared,
  )) {
    // A variable is not there in another function, and what can't be compiled proves nothing.
    const isLocal = new RegExp(`\\blet\\s+(?:mut\\s+)?${called}\\b`).test(source);
    const test = source.slice(0, index).lastIndexOf('#[test]');
    const at = source.lastIndexOf('\n', test) + 1;
    const isFirst = /(?:^|[{};]|\n[ \t]*)\r?\n?$/.test(source.slice(0, at));
    if (isLocal || test < 0 || !isFirst || !isLiteral(given)) continue;
    return { at, body: `${open}${called}(${given})${between}${otherRustLiteral(value, word)});` };
  }
  return null;
}

/** Of numbers, texts and what holds these. */
function isLiteral(given: string): boolean {
  const rest = given
    .replace(/"[^"\\]*"|'[^'\\]'/g, '')
    .replace(/\b(?:vec!|true\b|false\b|None\b|Some\b|String::from\b|\d[\d_]*(?:\.\d+)?(?:[iuf]\d+|[iu]size)?\b)/g, '');
  return /^[\s,&()[\].-]*$/.test(rest);
}

/** Nearer to zero: any type that holds the one number holds the other, or the file would not compile. */
function otherRustLiteral(value: string, word: string): string {
  if (value === 'true' || value === 'false') return String(value === 'false');
  if (value.startsWith('"')) return otherLiteral(value, word) ?? '""';
  const number = BigInt(value);
  if (number === 0n) return '1';
  return String(number > 0n ? number - 1n : number + 1n);
}

/**
 * Makes a script fail right after it has sourced the code under test. Code that runs as a program of its own has no
 * hold over the script.
 */
export function shellCanary(path: string, source: string, command: string, word: string): Planted | null {
  if (!command.includes(path.split('/').at(-1) ?? path)) return null;
  const sourced = /^(?:\.|source)[ \t]+[^\n\\]+$/m.exec(source);
  if (!sourced) return null;
  const before = source.slice(0, sourced.index);
  // Inside a function, a condition or a here document it may never be reached.
  if (/<<|\{[ \t]*$|^[ \t]*(?:if|case|while|until|for|exit|return)\b/m.test(before)) return null;
  const at = sourced.index + sourced[0].length;
  return {
    text: `${source.slice(0, at)}\n${varyNumbers('[ 17 = 18 ]', word)} || exit 97${source.slice(at)}`,
    titles: [],
  };
}
