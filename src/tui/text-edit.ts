import { cleanText } from '../core/text.ts';
import { graphemes } from './width.ts';

/** A line that is being typed: graphemes before and after the cursor. */
export interface TextEdit {
  readonly before: string;
  readonly after: string;
}

export const emptyEdit: TextEdit = { before: '', after: '' };

export function textOfEdit({ before, after }: TextEdit): string {
  return before + after;
}

/** Types a text where the cursor is; what was pasted may have several lines. */
export function insert(edit: TextEdit, text: string): TextEdit {
  return { ...edit, before: edit.before + cleanText(text).replaceAll('\t', '  ') };
}

/** Returns the text after a key, or null when the key is not one that edits. */
export function editText(edit: TextEdit, key: string): TextEdit | null {
  const { before, after } = edit;
  switch (key) {
    case 'left':
      return { before: dropLast(before), after: last(before) + after };
    case 'right':
      return { before: before + first(after), after: after.slice(first(after).length) };
    case 'home':
    case 'ctrl-a':
      return { before: '', after: before + after };
    case 'end':
    case 'ctrl-e':
      return { before: before + after, after: '' };
    case 'backspace':
      return { before: dropLast(before), after };
    case 'delete':
      return { before, after: after.slice(first(after).length) };
    case 'ctrl-u':
      return { before: '', after };
    case 'ctrl-k':
      return { before, after: '' };
    case 'ctrl-w':
      return { before: before.replace(/\S*\s*$/, ''), after };
    case 'space':
      return insert(edit, ' ');
    default:
      return null;
  }
}

/** The last characters of a text, at most so many, and no half of one. */
export function tailOf(text: string, length: number): string {
  return text.length <= length ? text : text.slice(-length).replace(/^[\udc00-\udfff\p{Mark}\u200d]+/u, '');
}

/** No grapheme is longer than this, in what people type: the rest of a pasted megabyte is not looked at. */
const longest = 128;

function last(text: string): string {
  return graphemes(tailOf(text, longest)).at(-1) ?? '';
}

function first(text: string): string {
  return graphemes(text.slice(0, longest))[0] ?? '';
}

function dropLast(text: string): string {
  return text.slice(0, text.length - last(text).length);
}
