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

function last(text: string): string {
  return graphemes(text).at(-1) ?? '';
}

function first(text: string): string {
  return graphemes(text)[0] ?? '';
}

function dropLast(text: string): string {
  return text.slice(0, text.length - last(text).length);
}
