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

/** Adds a test function to a file of integration tests. */
export function rustCanaries(source: string, word: string): Planted | null {
  if (!/^#\[test\]/m.test(source)) return null;
  const name = `holds_${word}`;
  return {
    text: `${source}\n#[test]\nfn ${name}() {\n    ${varyNumbers('assert_eq!(17, 18);', word)}\n}\n`,
    titles: [name],
  };
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
