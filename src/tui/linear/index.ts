import { emitKeypressEvents, type Key } from 'node:readline';
import { paint } from '../components/paint.ts';
import type { Face } from '../face.ts';
import { pasteText, pressKey } from '../input.ts';
import type { Dialog, Store } from '../store.ts';
import { textOfEdit } from '../text-edit.ts';
import { nameOfKey } from './keys.ts';
import { nothingSaid, speak } from './speak.ts';

/** The screens for a person who hears them, and for a terminal that can't move its cursor: lines, one after the other. */
export function createLinear(store: Store, ascii: boolean): Face {
  const { stdin, stdout } = process;
  // Pasted text is marked as such, so that its line breaks submit nothing.
  const canPaste = process.env.TERM !== 'dumb';
  let said = nothingSaid;
  let isPaused = false;
  let timer: NodeJS.Timeout | null = null;
  let leave: (code: number) => void = () => {};

  const sayNow = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    const { dialog } = store.getState();
    // Nobody is interrupted in a word: what is new is said when the field is done.
    if (isPaused || (dialog?.kind === 'text' && said.dialog !== '')) return;
    const spoken = speak(store.getState(), said);
    said = spoken.said;
    for (const line of spoken.lines.flatMap((text) => text.split('\n')))
      stdout.write(`${paint([{ text: line, tone: 'plain' }], { ascii, colour: false })}\n`);
  };
  const listen = (isOn: boolean): void => {
    if (stdin.destroyed) return;
    stdin.setRawMode(isOn);
    if (canPaste) stdout.write(isOn ? '\x1b[?2004h' : '\x1b[?2004l');
    if (isOn) stdin.resume();
    else stdin.pause();
  };

  return {
    terminal: {
      size: () => ({ columns: 100, rows: 44 }),
      drawn: async () => {},
      async suspend(run) {
        isPaused = true;
        listen(false);
        try {
          await run();
        } finally {
          listen(true);
          isPaused = false;
          // Whatever was written meanwhile, the person wants to know where they are.
          said = { ...nothingSaid, told: said.told };
          sayNow();
        }
      },
      exit: (code) => leave(code),
    },
    async run(deps, onKey) {
      let pasted: string | null = null;
      const press = (text: string | undefined, key: Key): void => {
        onKey();
        if (key.name === 'paste-start') pasted = '';
        else if (key.name === 'paste-end') {
          pasteText(deps, pasted ?? '');
          pasted = null;
        } else if (pasted !== null) pasted += text ?? '';
        else {
          const before = store.getState().dialog;
          const name = nameOfKey(text, key);
          if (name !== null) pressKey(deps, name);
          const { dialog } = store.getState();
          // What is typed next is written after the field's name, not before it.
          if (dialog && 'edit' in dialog && dialog.kind !== before?.kind) sayNow();
          echo(before, store.getState().dialog, ascii, (bytes) => stdout.write(bytes));
        }
      };
      emitKeypressEvents(stdin);
      stdin.on('keypress', press);
      listen(true);
      // What comes in one breath is said in one: a session's events, a screen that is still being read.
      const stop = store.subscribe(() => {
        timer ??= setTimeout(sayNow, 120);
      });
      try {
        return await new Promise<number>((resolve) => {
          leave = resolve;
        });
      } finally {
        stop();
        if (timer) clearTimeout(timer);
        stdin.off('keypress', press);
        listen(false);
      }
    },
  };
}

/** Writes what was typed into a field, as a terminal does that is not asked for more. */
function echo(before: Dialog | null, now: Dialog | null, ascii: boolean, write: (bytes: string) => void): void {
  if (!before || !('edit' in before)) return;
  if (!now || !('edit' in now)) {
    write('\n');
    return;
  }
  const [was, is] = [textOfEdit(before.edit), textOfEdit(now.edit)];
  if (was === is) return;
  const isLonger = is.startsWith(was);
  if (!isLonger) write('\n');
  const text = (isLonger ? is.slice(was.length) : is).replaceAll('\n', ' ');
  write(paint([{ text, tone: 'plain' }], { ascii, colour: false }));
}
