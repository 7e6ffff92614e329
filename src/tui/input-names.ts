import type { Key } from 'ink';
import { graphemes } from './width.ts';

/** Returns the names of the keys in one piece of input: several characters may come at once. */
export function keysOf(input: string, key: Key): string[] {
  if (key.eventType === 'release') return [];
  for (const [name, is] of named(key)) if (is) return [name];
  if (key.ctrl && input !== '') return [`ctrl-${input}`];
  if (key.meta) return input === '' ? [] : [`alt-${input}`];
  return graphemes(input).map((character) => characters[character] ?? controlKey(character) ?? character);
}

/** Keys that come as characters where several are pressed before the program reads them. */
const characters: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

function controlKey(character: string): string | null {
  const code = character.charCodeAt(0);
  return code >= 1 && code <= 26 ? `ctrl-${String.fromCharCode(code + 96)}` : null;
}

function named(key: Key): readonly (readonly [string, boolean])[] {
  return [
    ['up', key.upArrow],
    ['down', key.downArrow],
    ['left', key.leftArrow],
    ['right', key.rightArrow],
    ['pageup', key.pageUp],
    ['pagedown', key.pageDown],
    ['home', key.home],
    ['end', key.end],
    ['enter', key.return],
    ['esc', key.escape],
    ['shift-tab', key.tab && key.shift],
    ['tab', key.tab],
    ['backspace', key.backspace],
    ['delete', key.delete],
  ];
}
