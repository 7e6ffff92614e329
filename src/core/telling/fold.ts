import { type Bounded, bound } from '../bounded.ts';
import type { Event } from '../events.ts';
import { noPages } from '../pages.ts';
import type { TestReport } from '../report.ts';
import { type Attempt, initialState, reduce, type State } from '../state.ts';
import { type TestChanges, testChanges } from '../test-changes.ts';
import { headTail } from '../text.ts';
import { type Step, Steps } from './steps.ts';

/** A session read for telling it: its state without the conversation, and its steps. */
export interface Telling {
  /** Of the attempts, only the one that was tested last has its whole report. */
  readonly state: State;
  readonly steps: Bounded<Step>;
  /** By attempt: what became of its tests since the attempt before. */
  readonly changes: ReadonlyMap<number, TestChanges>;
  readonly models: readonly string[];
  readonly isRecorded: boolean;
  readonly events: number;
  /** Choices that were let go, between the first and the last. */
  readonly choicesLeft: number;
}

const mostChoices = { first: 50, last: 150 };
const mostFailures = 8;
const mostNames = 30;

/** Folds a log as it is read. What it holds on to does not grow with the log, but for a few facts of each attempt. */
export async function tell(events: AsyncIterable<Event> | Iterable<Event>): Promise<Telling> {
  const steps = new Steps();
  const changes = new Map<number, TestChanges>();
  const models = new Set<string>();
  let state = initialState;
  let count = 0;
  let isRecorded = false;
  let choicesLeft = 0;
  for await (const event of events) {
    count += 1;
    steps.add(event);
    state = withoutTalk(reduce(state, event));
    const few = bound(state.choices, mostChoices.first, mostChoices.last);
    if (few.left > 0) state = { ...state, choices: [...few.first, ...few.last] };
    choicesLeft += few.left;
    if (event.type === 'session-started' || event.type === 'session-resumed') {
      models.add(event.model);
      isRecorded ||= event.modelKind === 'recorded';
    }
    if (event.type !== 'attempt-committed') continue;
    const latest = state.attempts.at(-1);
    const since = latest && testChanges(state, latest);
    if (latest && since) changes.set(latest.number, fewNames(since));
    state = { ...state, attempts: state.attempts.map((one) => (one === latest ? one : withFewTests(one))) };
  }
  return { state, steps: steps.result(), changes, models: [...models], isRecorded, events: count, choicesLeft };
}

/** The conversation is what makes a long session large, and nothing of the telling is read from it. */
function withoutTalk(state: State): State {
  return { ...state, messages: noPages, pending: noPages };
}

function withFewTests(attempt: Attempt): Attempt {
  const { tested, steps } = attempt;
  return {
    ...attempt,
    tested: tested && { ...tested, report: fewTests(tested.report) },
    steps: steps.map(({ report: _, ...step }) => step),
  };
}

function fewTests(report: TestReport): TestReport {
  const failing = report.tests.filter((test) => test.status !== 'passed').slice(0, mostFailures);
  return {
    ...report,
    tests: failing.map((test) => ({ ...test, ...(test.message ? { message: headTail(test.message, 600) } : {}) })),
    problems: report.problems.slice(0, mostFailures),
  };
}

function fewNames({ green, red, vanished, appeared }: TestChanges): TestChanges {
  const few = (names: readonly string[]) => names.slice(0, mostNames);
  return { green: few(green), red: few(red), vanished: few(vanished), appeared: few(appeared) };
}
