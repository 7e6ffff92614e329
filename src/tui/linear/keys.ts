import type { Key } from 'node:readline';

/** The name of a key as Node's `readline` gives it, in the words of the table of keys; null for what is no key. */
export function nameOfKey(text: string | undefined, { name, ctrl, meta, shift }: Key): string | null {
  if (name === 'tab' && shift) return 'shift-tab';
  if (ctrl && name && name.length === 1) return `ctrl-${name}`;
  if (name === 'escape') return 'esc';
  const known = name === undefined ? undefined : named[name];
  if (known) return known;
  if (!text || /\p{Control}/u.test(text)) return null;
  return meta ? `alt-${text}` : text;
}

const named: Readonly<Record<string, string>> = {
  return: 'enter',
  enter: 'enter',
  space: 'space',
  tab: 'tab',
  backspace: 'backspace',
  delete: 'delete',
  up: 'up',
  down: 'down',
  left: 'left',
  right: 'right',
  pageup: 'pageup',
  pagedown: 'pagedown',
  home: 'home',
  end: 'end',
};
