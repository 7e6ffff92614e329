import { cleanText } from '../../core/text.ts';
import { dialogHints, dialogPanel } from '../dialogs/view.ts';
import { bodyLines, hintsOf } from '../frame.ts';
import { titles } from '../keymap.ts';
import { layoutOf } from '../layout.ts';
import { type Line, textOf } from '../lines.ts';
import { currentLive, type Dialog, type Notice, type Screens } from '../store.ts';

/** What was said so far, so that only what is new is said. */
export interface Said {
  readonly screen: string;
  readonly rows: readonly string[];
  readonly chosen: string;
  readonly dialog: string;
  readonly notice: Notice | null;
  /** The session that shows rests in a pause. */
  readonly paused: boolean;
  /** Paragraphs of each session's transcript. */
  readonly told: ReadonlyMap<string, number>;
}

export const nothingSaid: Said = {
  screen: '',
  rows: [],
  chosen: '',
  dialog: '',
  notice: null,
  paused: false,
  told: new Map(),
};

/** Returns the lines that a person who hears the screen has to hear now, and what is said then. Pure. */
export function speak(state: Screens, said: Said): { readonly lines: readonly string[]; readonly said: Said } {
  const lines: string[] = [];
  const isNew = said.screen !== state.screen;
  if (isNew) lines.push('', `${titles[state.screen]}.`);
  const body = bodyOf(state);
  const rows = body.map(plain).filter((row) => row !== '');
  const chosen = plain(body.find(isChosen) ?? []);
  if (isNew) lines.push(...rows.filter((row) => row !== chosen), ...(chosen === '' ? [] : [chosen]));
  else if (chosen !== said.chosen && chosen !== '' && said.chosen !== '') lines.push(chosen);
  else if (state.screen !== 'session') {
    lines.push(...newRows(rows, said.rows, chosen));
    if (chosen !== said.chosen && chosen !== '') lines.push(chosen);
  }
  const told = new Map(said.told);
  if (state.screen === 'session') lines.push(...tell(state, told));
  const paused = state.screen === 'session' && currentLive(state)?.state.paused === true;
  // A list that was still being read has other keys once there is something to choose, and so has a pause.
  if (isNew || (said.chosen === '' && chosen !== '') || (paused && !said.paused))
    lines.push(
      `Keys: ${hintsOf(state)
        .map(([key, label]) => `${key} ${label}`)
        .join(', ')}.`,
    );
  const dialog = dialogText(state);
  if (dialog !== said.dialog) lines.push(...dialogLines(state.dialog, dialog, said.dialog));
  const { notice } = state;
  if (notice && notice !== said.notice) lines.push(`${notice.text}${notice.next ? ` ${notice.next}` : ''}`);
  const now: Said = { screen: state.screen, rows, chosen, dialog, notice, paused, told };
  return { lines: lines.map((line) => cleanText(line)), said: now };
}

/** The screen's rows as for a wide terminal; where two panes stand side by side, the one that the keys move in. */
function bodyOf(state: Screens): readonly Line[] {
  const isList = state.screen !== 'review' && state.screen !== 'session';
  const lines = bodyLines(state, layoutOf(isList ? 200 : 100, 44));
  // Of the session's rows only those above its transcript: that is told paragraph by paragraph.
  const shown = state.screen === 'session' && currentLive(state) ? lines.slice(0, 3) : lines;
  const isRight = isInDetails(state);
  return shown.map((line) => {
    const at = line.findIndex((span) => span.text === ' │ ');
    return at < 0 ? line : isRight ? line.slice(at + 1) : line.slice(0, at);
  });
}

/** The keys move in what stands beside the list. */
function isInDetails({ screen, specs, skills, rules }: Screens): boolean {
  if (screen === 'specs') return specs.open;
  const pane = screen === 'skills' ? skills.pane : screen === 'rules' ? rules.pane : 'list';
  return pane === 'details';
}

function newRows(rows: readonly string[], before: readonly string[], chosen: string): string[] {
  const known = new Set(before.map(unmarked));
  return rows.filter((row) => row !== chosen && !known.has(unmarked(row)));
}

/** A row that the cursor has left is no news. */
function unmarked(row: string): string {
  return row.replace(/^>\s*/, '');
}

/** The paragraphs that came to their end since; the last one may still grow while the session runs. */
function tell(state: Screens, told: Map<string, number>): string[] {
  const live = currentLive(state);
  if (!live) return [];
  const { transcript, over, session } = live;
  const from = told.get(session.id) ?? 0;
  const to = Math.max(from, over ? transcript.length : transcript.length - 1);
  told.set(session.id, to);
  return Array.from({ length: to - from }, (_, at) => {
    const { mark, text, folded } = transcript.paragraph(from + at);
    const result = folded ? (state.live.unfolded ? `\n${folded.text}` : folded.summary && ` → ${folded.summary}`) : '';
    return `${mark.trim()} ${text}${result}`.trim();
  });
}

function dialogText({ dialog, ...state }: Screens): string {
  if (!dialog) return '';
  // What is typed is echoed as it is typed, and no news.
  const untyped = { before: '', after: '' };
  const shown: Dialog =
    dialog.kind === 'text' ? { kind: 'text', title: dialog.title, edit: untyped, run: dialog.run } : dialog;
  const { lines } = dialogPanel({ ...state, dialog: shown }, shown, layoutOf(100, 44));
  return lines.map(plain).filter(Boolean).join('\n');
}

function dialogLines(dialog: Dialog | null, now: string, before: string): string[] {
  if (!dialog) return ['closed'];
  const rows = now.split('\n');
  const [title] = rows;
  const hints = dialogHints(dialog).map(([key, label]) => `${key} ${label}`);
  if (before.split('\n')[0] !== title) return [...rows.filter((row) => row !== '>'), `Keys: ${hints.join(', ')}.`];
  const known = new Set(before.split('\n').map(unmarked));
  // Moving in a list says where one is now; any other change what is new.
  return rows.filter((row) => (row.startsWith('> ') ? !before.includes(row) : !known.has(row)));
}

function isChosen(line: Line): boolean {
  return line.some((span) => span.tone === 'chosen');
}

/** A row without what only the eye needs: rules, bars, the air between columns. */
function plain(line: Line): string {
  return textOf(line)
    .replace(/[─│]+/g, ' ')
    .replace(/[▸●·] ?/g, '')
    .replace(/ {2,}/g, '  ')
    .trim();
}
