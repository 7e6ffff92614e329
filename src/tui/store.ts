import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DiffBase } from '../core/diff-base.ts';
import type { DraftRecord, DraftSummary, RunningDraft } from '../core/draft/port.ts';
import type { DraftState as DraftLog } from '../core/draft/state.ts';
import type { ChoiceRecorded } from '../core/events.ts';
import type { InspectionChanges } from '../core/inspect/index.ts';
import type { Demo, Finding } from '../core/services.ts';
import type { State } from '../core/state.ts';
import type {
  Diff,
  LiveTest,
  PlanResult,
  Problem,
  RunningSession,
  SessionRecord,
  SessionSummary,
  SpecDetails,
  Workbench,
} from '../core/workbench.ts';
import type { ChosenKeys } from './chosen-keys.ts';
import type { Form } from './dialogs/form.ts';
import type { Ink } from './review/diff/ink.ts';
import type { Folds } from './review/items.ts';
import type { Spot } from './review/list.ts';
import { noRules, type RulesState } from './rules/state.ts';
import { noSkills, type SkillsState } from './skills/state.ts';
import type { TextEdit } from './text-edit.ts';
import type { Place, Transcript } from './transcript.ts';
import { noTrials, type TrialScreen } from './trial/state.ts';

export const screens = ['specs', 'session', 'review', 'skills', 'rules', 'history'] as const;
/** Screens with a tab, and the pages of a draft and of trials, which are opened from others. */
export type Screen = (typeof screens)[number] | 'draft' | 'trial';

/** All that the screens show. Effects are in `actions.ts`; the screens only draw it. */
export interface Screens {
  readonly screen: Screen;
  /** Keys of the person's own settings. */
  readonly keys: ChosenKeys;
  /** Where the person's own settings are, or would be. */
  readonly settingsFile: string;
  readonly bench: Bench;
  readonly specs: SpecsState;
  readonly live: LiveState;
  readonly review: ReviewState | null;
  readonly skills: SkillsState;
  readonly rules: RulesState;
  readonly history: HistoryState;
  readonly trial: TrialScreen;
  /** Newest first; null until read. */
  readonly sessions: readonly SessionSummary[] | null;
  /** Newest first; null until read. */
  readonly drafts: readonly DraftSummary[] | null;
  /** The draft that was opened last. */
  readonly draft: DraftState | null;
  /** Drafts that are being made here. */
  readonly drafting: readonly RunningDraft[];
  /** What Regent found on this machine and in this folder; null until it was looked for. */
  readonly findings: readonly Finding[] | null;
  readonly dialog: Dialog | null;
  readonly notice: Notice | null;
  /** What is being done right now, such as `accepting slugify`. */
  readonly busy: string | null;
  /** The programme is on its way out. */
  readonly leaving: boolean;
}

/** The repository that is worked in. */
export type Bench =
  | { readonly kind: 'opening' }
  | { readonly kind: 'none'; readonly problem: Problem }
  | { readonly kind: 'open'; readonly workbench: Workbench; readonly demo: Demo | null };

export interface SpecsState {
  readonly plan: PlanResult | null;
  readonly problem: Problem | null;
  /** Name of the spec that the cursor is on. */
  readonly cursor: string | null;
  readonly filter: string;
  /** Of specs that the cursor was on; dropped when the plan is made anew. */
  readonly details: ReadonlyMap<string, SpecDetails | Problem>;
  /** Rows scrolled in the right pane; the keys move there while it is `open`. */
  readonly open: boolean;
  readonly scroll: number;
  /** A run of the plan that is under way. */
  readonly run: PlanRun | null;
}

/** Specs of the plan that are regenerated one after the other. */
export interface PlanRun {
  readonly specs: number;
  readonly ended: number;
  /** No further session begins; those under way go on. */
  stop(): void;
}

export interface HistoryState {
  readonly cursor: number;
  readonly filter: string;
  /** Accepts whose sessions are not on this machine; read when the screen is opened. */
  readonly elsewhere: readonly SessionSummary[];
}

export interface LiveState {
  /** In the order in which they were started. */
  readonly sessions: readonly Live[];
  readonly current: string | null;
  readonly unfolded: boolean;
}

/** A session that this programme runs, or ran. */
export interface Live {
  readonly session: RunningSession;
  readonly state: State;
  /** Of the tests that run, those that have ended. */
  readonly tests: readonly LiveTest[];
  readonly transcript: Transcript;
  readonly place: Place;
  /** What it does right now, such as `testing`. */
  readonly doing: string;
  readonly recorded: boolean;
  readonly over: boolean;
  /** Counts the frames that its events made: the transcript grows in place. */
  readonly version: number;
}

export const reviewPages = ['verdict', 'diff', 'steps', 'tests', 'candidates'] as const;
export type ReviewPage = (typeof reviewPages)[number];

export const diffLayouts = ['auto', 'unified', 'side'] as const;
export type DiffLayout = (typeof diffLayouts)[number];

export interface ReviewState {
  readonly record: SessionRecord;
  /** The list that it was opened from. */
  readonly from: 'specs' | 'history' | 'trial';
  /** Number of the attempt; 0 when the session has none. */
  readonly attempt: number;
  readonly page: ReviewPage;
  readonly base: DiffBase;
  /** The bases that this attempt can be held against. */
  readonly bases: readonly DiffBase[];
  /** Of the attempt against `base`; null while it is read. */
  readonly diff: Diff | null;
  /** Of the attempt against the session's base: what an accept would commit. */
  readonly whole: Diff | null;
  /** What the attempt's outputs do and offer that those of the session's base did not; null while they are read. */
  readonly inspection: InspectionChanges | null;
  /** Why the waiting candidate can't be accepted as things are. */
  readonly obstacle?: Problem | null;
  /** What the agent said and did in the attempt; null until its page shows, and read from then on. */
  readonly transcript: Transcript | null;
  /** There may be more of it than was read so far. */
  readonly readsSteps?: boolean;
  /** How the diff is laid out: `auto` puts old and new side by side where there is room for both. */
  readonly layout: DiffLayout;
  /** What makes the diff easier to read; loaded when one first shows. */
  readonly ink: Ink | null;
  /** Where the person is on each page. */
  readonly spots: Readonly<Partial<Record<ReviewPage, Spot>>>;
  readonly folds: Readonly<Partial<Record<ReviewPage, Folds>>>;
  /** The open question that the cursor is on, on the verdict page. */
  readonly choice: ChoiceRecorded | null;
  /** The sessions to hold beside this one, in order, itself among them; null while they are read. */
  readonly rivals: readonly Rival[] | null;
}

/** A session that is compared with the one that is reviewed. */
export interface Rival {
  readonly record: SessionRecord;
  /** Of its last attempt against its base. */
  readonly files: Diff['files'];
}

export interface DraftState {
  readonly id: string;
  /** As its log tells it, also while it is being made. */
  readonly state: DraftLog;
  /** Null until it is made. */
  readonly record: DraftRecord | null;
  /** While it is being made here. */
  readonly running: RunningDraft | null;
  /** What makes its diff easier to read; null until that is loaded. */
  readonly ink: Ink | null;
  /** Where it was opened from. */
  readonly from: Screen;
  readonly scroll: number;
}

export interface Notice {
  readonly tone: 'good' | 'bad' | 'warn' | 'plain';
  readonly text: string;
  /** What to do next. */
  readonly next?: string;
}

export type Dialog =
  | {
      readonly kind: 'confirm';
      readonly title: string;
      readonly lines: readonly string[];
      readonly yes: string;
      readonly run: () => void;
      /** Why there is nothing to ask any more, such as that another did it; null while there is. */
      readonly moot?: (state: Screens) => string | null;
    }
  | {
      readonly kind: 'choose';
      readonly title: string;
      /** What has to be known to choose. */
      readonly lines?: readonly string[];
      readonly options: readonly (readonly [value: string, label: string])[];
      readonly at: number;
      readonly run: (value: string) => void;
      /** Why there is nothing to ask any more, such as that another did it; null while there is. */
      readonly moot?: (state: Screens) => string | null;
    }
  | {
      readonly kind: 'text';
      readonly title: string;
      readonly edit: TextEdit;
      readonly run: (value: string) => void;
      readonly change?: (value: string) => void;
      /** What is wrong with the value: said while it is typed, and it is not taken; null where nothing is. */
      readonly check?: (value: string) => string | null;
    }
  | Form
  | { readonly kind: 'palette'; readonly edit: TextEdit; readonly at: number }
  | { readonly kind: 'page'; readonly title: string; readonly page: 'help' | 'plan'; readonly scroll: number };

export type Store = StoreApi<Screens>;

/** What is known of a repository before anything of it was read: where another is opened, all begins with this. */
export const nothingRead = {
  specs: {
    plan: null,
    problem: null,
    cursor: null,
    filter: '',
    details: new Map(),
    open: false,
    scroll: 0,
    run: null,
  },
  live: { sessions: [], current: null, unfolded: false },
  review: null,
  skills: noSkills,
  rules: noRules,
  history: { cursor: 0, filter: '', elsewhere: [] },
  trial: noTrials,
  sessions: null,
  drafts: null,
  draft: null,
  drafting: [],
  findings: null,
} satisfies Partial<Screens>;

export function createScreens(): Store {
  return createStore<Screens>(() => ({
    ...nothingRead,
    screen: 'specs',
    keys: new Map(),
    settingsFile: '',
    bench: { kind: 'opening' },
    dialog: null,
    notice: null,
    busy: null,
    leaving: false,
  }));
}

/** The session that the Session screen shows. */
export function currentLive(state: Screens): Live | null {
  return state.live.sessions.find((one) => one.session.id === state.live.current) ?? null;
}

/** Why nothing can be done in a repository; null where one is open. */
export function withoutRepository({ bench }: Pick<Screens, 'bench'>): string | null {
  return bench.kind === 'open' ? null : 'No repository is open.';
}

/** Whether leaving the repository would interrupt something. */
export function isAnythingUnderWay(state: Screens): boolean {
  return runningSessions(state).length + state.trial.running.length + state.drafting.length > 0;
}

export function runningSessions(state: Screens): readonly Live[] {
  return state.live.sessions.filter((one) => !one.over);
}
