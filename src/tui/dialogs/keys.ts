import { ask, type Deps, say } from '../deps.ts';
import { runBinding } from '../input.ts';
import type { Dialog } from '../store.ts';
import { editText, insert, textOfEdit } from '../text-edit.ts';
import { graphemes } from '../width.ts';
import { formKey } from './form.ts';
import { findCommands } from './palette.ts';

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

function confirmKey(deps: Deps, dialog: Extract<Dialog, { kind: 'confirm' }>, key: string): void {
  if (key === 'enter' || key === 'y') {
    ask(deps, null);
    dialog.run();
  } else if (key === 'n' || key === 'q') ask(deps, null);
}

function chooseKey(deps: Deps, dialog: Extract<Dialog, { kind: 'choose' }>, key: string): void {
  const { options, at } = dialog;
  if (key === 'j' || key === 'down') ask(deps, { ...dialog, at: Math.min(options.length - 1, at + 1) });
  else if (key === 'k' || key === 'up') ask(deps, { ...dialog, at: Math.max(0, at - 1) });
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
  if (!edit) return;
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
  else if (key === 'up' || key === 'ctrl-p') ask(deps, { ...dialog, at: Math.max(0, dialog.at - 1) });
  else {
    const edit = typed(dialog.edit, key);
    if (edit) ask(deps, { ...dialog, edit, at: 0 });
  }
}

function pageKey(deps: Deps, dialog: Extract<Dialog, { kind: 'page' }>, key: string): void {
  const rows = deps.terminal.size().rows;
  const by = (
    {
      j: 1,
      down: 1,
      k: -1,
      up: -1,
      'ctrl-d': rows / 2,
      pagedown: rows / 2,
      space: rows / 2,
      'ctrl-u': -rows / 2,
      pageup: -rows / 2,
      g: Number.NEGATIVE_INFINITY,
      G: 10_000,
    } as Record<string, number>
  )[key];
  if (by !== undefined) ask(deps, { ...dialog, scroll: Math.max(0, dialog.scroll + Math.trunc(by)) });
  else if (key === 'q' || key === '?' || key === 'enter' || key === 'p') ask(deps, null);
}

/** A named key that edits, or a character; other named keys do nothing. */
function typed(edit: Parameters<typeof editText>[0], key: string) {
  return editText(edit, key) ?? (graphemes(key).length === 1 ? insert(edit, key) : null);
}
