import { ask, type Deps } from '../deps.ts';
import { accent, blank, cell, chosen, dim, fit, type Line, line, scrollTo, warn } from '../lines.ts';
import { editText, emptyEdit, insert, type TextEdit, textOfEdit } from '../text-edit.ts';
import { graphemes, widthOf, wrap } from '../width.ts';
import { aroundCursor } from './around-cursor.ts';

/** Several answers at once, each with a default; `enter` at any of them gives them all. */
export interface Form {
  readonly kind: 'form';
  readonly title: string;
  /** What will happen with these values. */
  readonly about: (values: FormValues) => readonly string[];
  readonly fields: readonly FormField[];
  readonly at: number;
  readonly yes: string;
  /** Returns what is wrong with the values, and then the form stays; or does what it is for. */
  readonly run: (values: FormValues) => string | null;
  readonly problem?: string;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly edit: TextEdit;
  /** One of these; otherwise a number, or any text. */
  readonly choices?: readonly string[];
  readonly kind: 'choice' | 'number' | 'text';
  /** What is meant where nothing is typed. */
  readonly fallback: string;
}

export type FormValues = Readonly<Record<string, string>>;

export function numberField(name: string, label: string, fallback: string): FormField {
  return { name, label, kind: 'number', edit: emptyEdit, fallback };
}

/** The first choice is what is meant unless another is made. */
export function choiceField(name: string, label: string, choices: readonly string[]): FormField {
  return { name, label, kind: 'choice', choices, edit: { before: choices[0] ?? '', after: '' }, fallback: '' };
}

export function textField(name: string, label: string, fallback: string): FormField {
  return { name, label, kind: 'text', edit: emptyEdit, fallback };
}

/** What was answered; nothing where a field was left as it is. */
export function formValues({ fields }: Pick<Form, 'fields'>): FormValues {
  return Object.fromEntries(
    fields.map((field) => [field.name, textOfEdit(field.edit).trim()] as const).filter(([, value]) => value !== ''),
  );
}

export function formKey(deps: Deps, form: Form, key: string): void {
  const field = form.fields[form.at];
  const isTyped = field?.kind === 'text';
  const move = (by: number) =>
    ask(deps, { ...form, at: (form.at + by + form.fields.length) % Math.max(1, form.fields.length) });
  if (key === 'enter') submit(deps, form);
  else if (key === 'down' || key === 'tab' || (key === 'j' && !isTyped)) move(1);
  else if (key === 'up' || key === 'shift-tab' || (key === 'k' && !isTyped)) move(-1);
  else if (field) change(deps, form, field, key);
}

function change(deps: Deps, { problem: _, ...form }: Form, field: FormField, key: string): void {
  const edit = field.choices ? nextChoice(field, field.choices, key) : typed(field, key);
  if (!edit) return;
  const fields = form.fields.map((one) => (one === field ? { ...field, edit } : one));
  ask(deps, { ...form, fields });
}

/** Types a text into the field that the cursor is in; of what is no number, a field for one takes the digits. */
export function pasteIntoForm(deps: Deps, form: Form, text: string): void {
  const at = form.fields[form.at];
  if (!at || at.kind === 'choice') return;
  const taken = at.kind === 'number' ? text.replace(/[^\d.]/g, '') : text.trim();
  const fields = form.fields.map((one) => (one === at ? { ...at, edit: insert(at.edit, taken) } : one));
  ask(deps, { ...form, fields });
}

/** The form as rows, and where the cursor is: behind what is typed. */
export function formPanel(form: Form, columns: number, height: number) {
  const about = form.about(formValues(form)).flatMap((text) => wrap(text, columns - 2));
  const problem = form.problem
    ? wrap(form.problem, columns - 4).map((text, at) => line(at === 0 ? warn(' ! ') : '   ', text))
    : [];
  const labels = Math.max(...form.fields.map((one) => widthOf(one.label)), 0);
  const rows = form.fields.map((one, at) => fieldRow(one, at === form.at, labels, columns));
  const room = Math.max(1, height - problem.length);
  const shown = about.slice(0, Math.max(0, room - rows.length - 1));
  const space = Math.max(1, room - shown.length - (shown.length > 0 ? 1 : 0));
  const from = scrollTo(form.at, rows.length, space);
  const lines: Line[] = [
    ...shown.map((text) => line(` ${text}`)),
    ...(shown.length > 0 ? [blank] : []),
    ...rows.slice(from, from + space),
    ...problem,
  ];
  const y = shown.length + (shown.length > 0 ? 1 : 0) + form.at - from;
  const field = form.fields[form.at];
  if (!field || field.choices) return { lines, cursor: null };
  const { x } = aroundCursor(field.edit, columns - labels - 5);
  return { lines, cursor: { x: Math.min(columns - 1, labels + 5 + x), y } };
}

function fieldRow(field: FormField, isChosen: boolean, labels: number, columns: number): Line {
  const label = line(isChosen ? accent(' > ') : '   ', cell(field.label, labels), '  ');
  const value = textOfEdit(field.edit);
  if (field.choices) {
    const row = line(...label, value, dim(isChosen ? '  (space: another)' : ''));
    return isChosen ? chosen(row, columns) : fit(row, columns);
  }
  const { spans } = aroundCursor(field.edit, columns - labels - 5);
  return fit(line(...label, ...(value === '' ? [dim(field.fallback)] : spans)), columns);
}

function submit(deps: Deps, form: Form): void {
  ask(deps, null);
  const problem = form.run(formValues(form));
  if (problem !== null) ask(deps, { ...form, problem });
}

function nextChoice({ edit }: FormField, choices: readonly string[], key: string): TextEdit | null {
  const by = key === 'space' || key === 'right' || key === 'l' ? 1 : key === 'left' || key === 'h' ? -1 : 0;
  if (by === 0) return null;
  const at = choices.indexOf(textOfEdit(edit));
  return { before: choices[(at + by + choices.length) % choices.length] ?? '', after: '' };
}

function typed({ edit, kind }: FormField, key: string): TextEdit | null {
  if (kind === 'number' && graphemes(key).length === 1 && !/[\d.]/.test(key)) return null;
  return editText(edit, key) ?? (graphemes(key).length === 1 ? insert(edit, key) : null);
}
