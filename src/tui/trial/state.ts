import type { ComparedRow, Comparison } from '../../core/trial/compare.ts';
import type { ArmKey, TrialSubject } from '../../core/trial/events.ts';
import { finishedSlots, type SlotState, type TrialState } from '../../core/trial/state.ts';
import type { RunningTrial, TrialStatus, TrialSummary } from '../../core/trial.ts';
import type { FormValues } from '../dialogs/form.ts';
import type { Screen } from '../store.ts';

/** The page of trials: what is asked for, what runs, and what came out. */
export interface TrialScreen {
  readonly page: 'list' | 'form' | 'table' | 'sessions';
  /** Of the page that shows. */
  readonly cursor: number;
  /** Newest first; null until read. */
  readonly list: readonly TrialSummary[] | null;
  readonly form: TrialForm | null;
  readonly open: OpenTrial | null;
  /** Those that this programme runs. */
  readonly running: readonly RunningTrial[];
  /** Of the sessions, those behind one spec's numbers; null for all. */
  readonly spec: string | null;
  /** Where `esc` leads in the end. */
  readonly from: Screen;
  /** Counts what happened in the sessions that run: they are drawn from where they are. */
  readonly version: number;
}

export interface TrialForm {
  readonly subject: TrialSubject;
  readonly specs: readonly { readonly name: string; readonly chosen: boolean }[];
  readonly repeats: number;
  readonly jobs: number;
  /** Dollars of all sessions together; null for no limit. */
  readonly usd: number | null;
  /** Models, limits and more, by the names of the commands' options; what is left out is as usual. */
  readonly more: FormValues;
}

export interface OpenTrial {
  readonly id: string;
  readonly status: TrialStatus;
  readonly state: TrialState;
  readonly comparison: Comparison;
}

export const noTrials: TrialScreen = {
  page: 'list',
  cursor: 0,
  list: null,
  form: null,
  open: null,
  running: [],
  spec: null,
  from: 'skills',
  version: 0,
};

/** What can be set before a trial starts, one row each. */
export type FormRow =
  | { readonly kind: 'spec'; readonly name: string; readonly chosen: boolean }
  | { readonly kind: 'repeats' | 'jobs' | 'usd' | 'against' | 'more' | 'start' };

export function formRows({ specs, subject }: TrialForm): readonly FormRow[] {
  const against = subject.kind === 'models' ? [] : (['against'] as const);
  const kinds = ['repeats', 'jobs', 'usd', ...against, 'more', 'start'] as const;
  return [...specs.map((spec): FormRow => ({ kind: 'spec', ...spec })), ...kinds.map((kind): FormRow => ({ kind }))];
}

/** The rows of the table: all specs together first, where there are several. */
export function tableRows({ rows, total }: Comparison): readonly ComparedRow[] {
  return rows.length === 1 ? rows : [total, ...rows];
}

/** The sessions that the page lists: of one spec or all, in the order in which they were started. */
export function listedSlots({ open, spec }: TrialScreen): readonly SlotState[] {
  return open?.state.slots.filter((slot) => spec === null || slot.spec === spec) ?? [];
}

/** How many rows the cursor can be on. */
export function rowCount(trial: TrialScreen): number {
  switch (trial.page) {
    case 'list':
      return trial.list?.length ?? 0;
    case 'form':
      return trial.form ? formRows(trial.form).length : 0;
    case 'table':
      return trial.open ? tableRows(trial.open.comparison).reduce((sum, row) => sum + row.measures.length, 0) : 0;
    case 'sessions':
      return listedSlots(trial).length;
    default:
      return trial.page satisfies never;
  }
}

/** The trial that keys mean: the one that is open, or the one that the cursor is on. */
export function meantTrial({ page, open, list, cursor }: TrialScreen): { id: string; status: TrialStatus } | null {
  if (page === 'form') return null;
  return page === 'list' ? (list?.[cursor] ?? null) : open;
}

/** `7 of 12 sessions` */
export function progressOf(state: TrialState): string {
  return `${finishedSlots(state).length} of ${state.slots.length} sessions`;
}

/** `the skill tabular` */
export function subjectTitle(subject: TrialSubject): string {
  return subject.kind === 'models' ? 'two models' : `the ${subject.kind} ${subject.name}`;
}

export function labelOf(state: TrialState, arm: ArmKey): string {
  return state.started?.arms[arm].label ?? arm;
}
