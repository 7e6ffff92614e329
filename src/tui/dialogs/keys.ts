import { mostScroll, moveScroll } from '../components/pages.ts';
import { ask, type Deps, say } from '../deps.ts';
import { runBinding } from '../input.ts';
import { layoutNow } from '../layout.ts';
import type { Dialog } from '../store.ts';
import { editText, insert, type TextEdit, textOfEdit } from '../text-edit.ts';
import { graphemes } from '../width.ts';
import { formKey, pasteIntoForm } from './form.ts';
import { findCommands } from './palette.ts';
import { pageLines } from './view.ts';

/** Gives a key to the dialog that is open. */
export function dialogKey(deps: Deps, dialog: Dialog, key: string): void {
  if (key === 'esc' || key === 'ctrl-c') {
    ask(deps, null);
    return;
  }
  switch (dialog.kind) {
    case 'confirm':
      confirmKey(deps, dialog, key);
      break;
    case 'choose':
      chooseKey(deps, dialog, key);
      break;
    case 'text':
      textKey(deps, dialog, key);
      break;
    case 'form':
      formKey(deps, dialog, key);
      break;
    case 'palette':
      paletteKey(deps, dialog, key);
      break;
    case 'page':
      pageKey(deps, dialog, key);
      break;
    default:
      dialog satisfies never;
  }
}

/** Types a pasted text into the open dialog, where any may stand: its line breaks submit nothing. */
export function dialogPaste(deps: Deps, dialog: Dialog, text: string): void {
  switch (dialog.kind) {
    case 'text':
      type(deps, dialog, insert(dialog.edit, text));
      break;
    case 'palette':
      ask(deps, { ...dialog, edit: insert(dialog.edit, text), at: 0 });
      break;
    case 'form':
      pasteIntoForm(deps, dialog, text);
      break;
    case 'confirm':
    case 'choose':
    case 'page':
      // Its letters are no commands.
      break;
    default:
      dialog satisfies never;
  }
}

function confirmKey(deps: Deps, dialog: Extract<Dialog, { kind: 'confirm' }>, key: string): void {
  if (key === 'enter' || key === 'y') {
    ask(deps, null);
    dialog.run();
  } else if (key === 'n' || key === 'q') ask(deps, null);
}

function chooseKey(deps: Deps, dialog: Extract<Dialog, { kind: 'choose' }>, key: string): void {
  const { options, at } = dialog;
  const by = stepOf(deps, key);
  if (by !== undefined) ask(deps, { ...dialog, at: Math.max(0, Math.min(options.length - 1, at + by)) });
  else {
    const chosen = key === 'enter' ? options[at] : /^[1-9]$/.test(key) ? options[Number(key) - 1] : undefined;
    if (!chosen) return;
    ask(deps, null);
    dialog.run(chosen[0]);
  }
}

function textKey(deps: Deps, dialog: Extract<Dialog, { kind: 'text' }>, key: string): void {
  if (key === 'enter') {
    const value = textOfEdit(dialog.edit);
    const wrong = dialog.check?.(value) ?? null;
    if (wrong !== null) {
      say(deps, 'warn', wrong);
      return;
    }
    ask(deps, null);
    dialog.run(value);
    return;
  }
  const edit = typed(dialog.edit, key);
  if (edit) type(deps, dialog, edit);
}

function type(deps: Deps, dialog: Extract<Dialog, { kind: 'text' }>, edit: TextEdit): void {
  ask(deps, { ...dialog, edit });
  dialog.change?.(textOfEdit(edit));
}

function paletteKey(deps: Deps, dialog: Extract<Dialog, { kind: 'palette' }>, key: string): void {
  const found = findCommands(textOfEdit(dialog.edit), deps.store.getState());
  if (key === 'enter') {
    ask(deps, null);
    const binding = found[dialog.at];
    if (binding) runBinding(deps, binding);
  } else if (key === 'down' || key === 'ctrl-n' || key === 'tab')
    ask(deps, { ...dialog, at: Math.min(Math.max(0, found.length - 1), dialog.at + 1) });
  else if (key === 'up' || key === 'ctrl-p' || key === 'shift-tab')
    ask(deps, { ...dialog, at: Math.max(0, dialog.at - 1) });
  else {
    const edit = typed(dialog.edit, key);
    if (edit) ask(deps, { ...dialog, edit, at: 0 });
  }
}

function pageKey(deps: Deps, dialog: Extract<Dialog, { kind: 'page' }>, key: string): void {
  const { columns, body } = layoutNow(deps);
  const by = key === 'space' ? halfPage(deps) : stepOf(deps, key);
  if (by !== undefined) {
    const most = mostScroll(pageLines(deps.store.getState(), dialog, columns).length, body - 1);
    ask(deps, { ...dialog, scroll: moveScroll(dialog.scroll, by, most) });
  } else if (key === 'q' || key === '?' || key === 'enter' || key === 'p') ask(deps, null);
}

/** By how many rows a key moves, in a list or a text; undefined for one that does something else. */
function stepOf(deps: Deps, key: string): number | undefined {
  switch (key) {
    case 'j':
    case 'down':
      return 1;
    case 'k':
    case 'up':
      return -1;
    case 'ctrl-d':
    case 'pagedown':
      return halfPage(deps);
    case 'ctrl-u':
    case 'pageup':
      return -halfPage(deps);
    case 'g':
    case 'home':
      return Number.NEGATIVE_INFINITY;
    case 'G':
    case 'end':
      return Number.POSITIVE_INFINITY;
    default:
      return undefined;
  }
}

function halfPage({ terminal }: Deps): number {
  return Math.max(1, Math.trunc(terminal.size().rows / 2));
}

/** A named key that edits, or a character; other named keys do nothing. */
function typed(edit: TextEdit, key: string): TextEdit | null {
  return editText(edit, key) ?? (graphemes(key).length === 1 ? insert(edit, key) : null);
}
