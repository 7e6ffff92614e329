import type { Planted } from '../canary.ts';
import { otherLiteral, varyNumbers } from './values.ts';

/** Adds a bats test for each way to compare that the file uses. */
export function batsCanaries(source: string, title: string, word: string): Planted | null {
  if (!/^@test\b/m.test(source)) return null;
  const bodies = ['[ 17 = 18 ]', 'test 17 = 18', '[[ 17 == 18 ]]', 'false'];
  const used = bodies.filter((body) =>
    new RegExp(`^\\s+${body.split(' ')[0]?.replaceAll('[', '\\[')}\\s`, 'm').test(source),
  );
  if (used.length === 0) used.push('false');
  const tests = used.map((body, at) => `@test "${titleAt(title, at)}" {\n  ${varyNumbers(body, word)}\n  true\n}\n`);
  return { text: `${source}\n\n${tests.join('\n')}`, titles: used.map((_, at) => titleAt(title, at)) };
}

function titleAt(title: string, at: number): string {
  return at === 0 ? title : `${title} ${at}`;
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

/** Adds a test function at the end. */
export function rustCanaries(source: string, word: string): Planted | null {
  const [, first] = /^[ \t]*#\[test\]\s*fn (\w+)\(/m.exec(source) ?? [];
  if (first === undefined) return null;
  const name = `${first}_${word}`;
  const own = `\n#[test]\nfn ${name}() {\n    ${varyNumbers('assert_eq!(17, 18);', word)}\n}\n`;
  return { text: source + own, titles: [name] };
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
