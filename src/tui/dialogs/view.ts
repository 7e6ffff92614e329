import { cleanLine } from '../../core/text.ts';
import { scrolled } from '../components/pages.ts';
import { bindingsOf, keyNames, workingKeys } from '../keymap.ts';
import type { Layout } from '../layout.ts';
import {
  accent,
  bad,
  blank,
  bold,
  cell,
  chosen,
  dim,
  exactly,
  fit,
  good,
  type Line,
  line,
  scrollTo,
  warn,
} from '../lines.ts';
import { isUnread } from '../show-screen.ts';
import { specRows } from '../specs/rows.ts';
import type { Dialog, Screens } from '../store.ts';
import { type TextEdit, textOfEdit } from '../text-edit.ts';
import { widthOf, wrap } from '../width.ts';
import { aroundCursor } from './around-cursor.ts';
import { formPanel } from './form.ts';
import { findCommands, placeOf } from './palette.ts';

/** A dialog as rows, and where the cursor is among them, if there is one. */
export interface Panel {
  readonly lines: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

/** The open dialog: it stands at the bottom of the body, and what it is about stays in sight above. */
export function dialogPanel(state: Screens, dialog: Dialog, layout: Layout): Panel {
  const { columns, body } = layout;
  switch (dialog.kind) {
    case 'confirm': {
      const lines = dialog.lines.flatMap((text) => wrap(text, columns - 2)).map((text) => line(` ${text}`));
      const room = Math.max(1, body - 1);
      const more = lines.length - room + 1;
      const shown = more <= 1 ? lines : [...lines.slice(0, room - 1), line(dim(`   … ${more} more lines`))];
      return { lines: [rule(dialog.title, columns), ...shown].slice(0, body), cursor: null };
    }
    case 'choose': {
      const rows = dialog.options.map(([, label], at) => {
        const row = line(at === dialog.at ? ' > ' : '   ', `${at + 1}  ${label}`);
        return at === dialog.at ? chosen(row, columns) : fit(row, columns);
      });
      const about = (dialog.lines ?? []).flatMap((text) => wrap(text, columns - 2)).map((text) => line(` ${text}`));
      const told = about.slice(0, Math.max(0, body - 1 - rows.length));
      const room = Math.max(1, body - 1 - told.length);
      const from = scrollTo(dialog.at, rows.length, room);
      return { lines: [rule(dialog.title, columns), ...told, ...rows.slice(from, from + room)], cursor: null };
    }
    case 'text': {
      const { row, x } = inputLine(dialog.edit, columns);
      const lines = [rule(dialog.title + sizeOf(dialog.edit), columns), row];
      // The row is there before there is anything to say, so that nothing moves while somebody types.
      if (dialog.check) lines.push(fit(line('   ', warn(dialog.check(textOfEdit(dialog.edit)) ?? '')), columns));
      return { lines, cursor: { x, y: 1 } };
    }
    case 'form': {
      const { lines, cursor } = formPanel(dialog, columns, Math.max(1, body - 1));
      return { lines: [rule(dialog.title, columns), ...lines], cursor: cursor && { x: cursor.x, y: cursor.y + 1 } };
    }
    case 'palette':
      return palettePanel(state, dialog, layout);
    case 'page': {
      const room = Math.max(1, body - 1);
      const shown = scrolled(pageLines(state, dialog, columns), dialog.scroll, room);
      return { lines: [rule(dialog.title, columns), ...exactly(shown, room)], cursor: null };
    }
    default:
      return dialog satisfies never;
  }
}

/** All rows of a page, whether they show or not. */
export function pageLines(state: Screens, { page }: Extract<Dialog, { kind: 'page' }>, columns: number): Line[] {
  return page === 'help' ? helpLines(state, columns) : planLines(state, columns);
}

/** The keys that a dialog answers to. */
export function dialogHints(dialog: Dialog): readonly (readonly [key: string, label: string])[] {
  switch (dialog.kind) {
    case 'confirm':
      return [
        ['enter', dialog.yes],
        ['esc', 'no'],
      ];
    case 'choose':
      return [
        ['j k', 'move'],
        ['enter', 'choose'],
        ['esc', 'cancel'],
      ];
    case 'text':
      return [
        ['enter', 'done'],
        ['esc', 'cancel'],
      ];
    case 'form':
      return [
        ['enter', dialog.yes],
        ['↑ ↓', 'move'],
        ['space', 'change'],
        ['esc', 'cancel'],
      ];
    case 'palette':
      return [
        ['↑ ↓', 'move'],
        ['enter', 'do it'],
        ['esc', 'cancel'],
      ];
    case 'page':
      return [
        ['j k', 'scroll'],
        ['esc', 'close'],
      ];
    default:
      return dialog satisfies never;
  }
}

/** The text around the cursor, scrolled sideways so that the cursor is in sight. Costs the same for a pasted megabyte. */
export function inputLine(edit: TextEdit, columns: number): { row: Line; x: number } {
  const { spans, x } = aroundCursor(edit, columns - 3);
  return { row: fit(line(accent(' > '), ...spans), columns), x: Math.min(columns - 1, 3 + x) };
}

/** How long a text is, once that is more than can be seen. */
function sizeOf(edit: TextEdit): string {
  const { length } = textOfEdit(edit);
  return length < 1000 ? '' : ` (${length.toLocaleString('en')} characters)`;
}

function palettePanel(state: Screens, dialog: Extract<Dialog, { kind: 'palette' }>, { columns, body }: Layout): Panel {
  const found = findCommands(textOfEdit(dialog.edit), state);
  const room = Math.max(1, Math.min(12, body - 3));
  const from = scrollTo(dialog.at, found.length, room);
  const rows = found.slice(from, from + room).map((one, at) => {
    const isKnown = one.where === 'everywhere' || !isUnread(state, one.where);
    const reason = (isKnown && one.disabled?.(state)) || null;
    const isChosen = from + at === dialog.at;
    const place = placeOf(one);
    const row = line(
      isChosen ? ' > ' : '   ',
      cell(keyNames(one.keys), 12),
      cell(place === '' || one.where === state.screen ? '' : place, 9),
      cell(one.label, 14),
      reason === null ? ` ${one.help}` : dim(` not now: ${reason}`),
    );
    return isChosen ? chosen(row, columns) : fit(row, columns);
  });
  const { row, x } = inputLine(dialog.edit, columns);
  const lines = exactly(rows.length > 0 ? rows : [line(dim('   nothing has that name'))], room);
  return { lines: [rule('Commands', columns), row, ...lines], cursor: { x, y: 1 } };
}

function helpLines(state: Screens, columns: number): Line[] {
  const own = `Keys of your own: "keys" in ${cleanLine(state.settingsFile)}`;
  return [...keyLines(state, columns), blank, ...wrap(own, columns - 2).map((text) => line(' ', dim(text)))];
}

function keyLines(state: Screens, columns: number): Line[] {
  return bindingsOf(state).flatMap((one) => {
    const reason = one.disabled?.(state) ?? null;
    const [first = '', ...rest] = wrap(one.help, columns - 16);
    // While it can't be done, its keys are told all the same.
    const keys = reason === null ? workingKeys(one, state) : one.keys;
    return [
      line(' ', bold(cell(keys.length > 0 ? keyNames(keys) : `:${one.label}`, 15)), first),
      ...rest.map((text) => line(' '.repeat(16), text)),
      ...(reason === null
        ? []
        : wrap(`not now: ${reason}`, columns - 16).map((text) => line(' '.repeat(16), dim(text)))),
    ];
  });
}

function planLines({ specs }: Screens, columns: number): Line[] {
  if (!specs.plan) return [];
  const { entries, orphans } = specs.plan.plan;
  const needing = entries.filter((entry) => entry.needs === 'regenerate');
  const broken = specRows({ ...specs, filter: '' }).filter((row) => row.kind === 'broken');
  const nothing = broken.length > 0 ? ' Nothing can be built.' : ' Nothing to do: every spec is as it was accepted.';
  const lines: Line[] = [
    ...broken.map(({ spec, causes }) =>
      fit(line(bad(' ✗ '), bold(cell(spec, 26)), bad(cleanLine(causes[0] ?? 'has errors'))), columns),
    ),
    line(dim(needing.length === 0 ? nothing : ' In the order of building:')),
  ];
  for (const [at, entry] of needing.entries()) {
    lines.push(
      fit(line(' ', cell(`${at + 1}.`, 4), bold(cell(entry.spec, 24)), warn(entry.causes.join(', '))), columns),
    );
    for (const path of entry.drift.slice(0, 5)) lines.push(fit(line(dim(`      changed by hand: ${path}`)), columns));
  }
  for (const orphan of orphans)
    lines.push(fit(line('     ', bold(cell(orphan.spec, 24)), warn('orphaned: its spec is gone')), columns));
  const rest = entries.length - needing.length;
  if (rest > 0) lines.push(blank, line('     ', good(`✓ ${rest} as accepted`)));
  return lines;
}

function rule(title: string, columns: number): Line {
  const room = Math.max(0, columns - widthOf(title) - 4);
  return fit(line(dim('─ '), bold(title), dim(` ${'─'.repeat(room)}─`)), columns);
}
