import { suggest } from '../core/suggest.ts';
import { graphemes } from './width.ts';

/** The names of keys that have no character, as `input-names.ts` gives them. */
export const namedKeys: readonly string[] = [
  'space',
  'enter',
  'esc',
  'tab',
  'backspace',
  'delete',
  'up',
  'down',
  'left',
  'right',
  'pageup',
  'pagedown',
  'home',
  'end',
];

/** Reads a key as people write it (`R`, `Ctrl+R`, `^r`, `escape`); a string in its place says why there is no such key. */
export function readKey(written: string): { readonly key: string } | { readonly mend: string } {
  const modified = /^(?:(ctrl|c|alt|meta|m)[-+]|(\^))(.+)$/i.exec(written);
  if (modified) {
    const [, modifier = '', , rest = ''] = modified;
    const isAlt = /^[am]/i.test(modifier);
    const base = rest.toLowerCase();
    if (isAlt && graphemes(rest).length === 1) return { key: `alt-${rest}` };
    if (!isAlt && /^[a-z]$/.test(base)) return readControl(base);
    return { mend: 'With ctrl write one letter, such as `ctrl-r`; with alt one character, such as `alt-x`.' };
  }
  if (graphemes(written).length === 1) return { key: written };
  const name = written.toLowerCase().replace(/[-_ ]/g, '');
  const known = aliases[name] ?? name;
  if (namedKeys.includes(known)) return { key: known };
  const near = suggest(name, namedKeys);
  return {
    mend: `${near ? `Did you mean \`${near}\`? ` : ''}A key is one character, \`ctrl-\` and a letter, or one of ${namedKeys.join(', ')}.`,
  };
}

/** How keys are written for people. */
export function keyNames(keys: readonly string[]): string {
  return keys.map((key) => key.replace(/^ctrl-/, '^')).join(' ');
}

const aliases: Readonly<Record<string, string>> = {
  return: 'enter',
  escape: 'esc',
  del: 'delete',
  pgup: 'pageup',
  pgdn: 'pagedown',
  pgdown: 'pagedown',
};

/** Terminals send the same bytes for these pairs. */
const same: Readonly<Record<string, string>> = { h: 'backspace', i: 'tab', j: 'enter', m: 'enter' };

function readControl(letter: string) {
  const other = same[letter];
  return other
    ? { mend: `A terminal can't tell ctrl-${letter} from ${other}: name another.` }
    : { key: `ctrl-${letter}` };
}
