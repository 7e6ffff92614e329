import { type Bounded, bound } from '../bounded.ts';
import { concernsOf } from '../concerns.ts';
import { type Cost, costOf } from '../cost.ts';
import type { ChoiceRecorded, Decision, ObjectionRaised, SessionStarted, VerifyStep } from '../events.ts';
import type { InspectionChanges, Sighting } from '../inspect/index.ts';
import type { TestCounts, TestResult } from '../report.ts';
import type { Attempt } from '../state.ts';
import type { TestChanges } from '../test-changes.ts';
import { headTail } from '../text.ts';
import { type RequirementVerdict, verdictOf } from '../verdict.ts';
import type { Diff, SessionSummary } from '../workbench.ts';
import type { Telling } from './fold.ts';
import type { Step } from './steps.ts';

/**
 * All that a report of a session says, for people who may not be those that ran it: nothing of holdout tests but how many
 * there were and how many passed. Texts are as they came: hostile until they are cleaned.
 */
export interface SessionFacts {
  readonly session: SessionSummary;
  readonly run: RunFacts;
  /** Of the attempt that was tested last; null where none was. */
  readonly verdict: VerdictFacts | null;
  /** What needs a person's eye, in a few words each. */
  readonly concerns: readonly string[];
  readonly objection: Pick<ObjectionRaised, 'requirement' | 'question' | 'evidence'> | null;
  readonly attempts: Bounded<AttemptFacts>;
  /** Since the session began; null where no attempt was tested. */
  readonly changes: InspectionChanges | null;
  readonly files: Diff['files'];
  readonly cost: Cost;
  /** What accepted it in a person's place; null where a person did, or nobody. */
  readonly policy: string | null;
  /** Oldest first. */
  readonly decisions: readonly Decision[];
}

/** What the page has beside the facts. */
export interface SessionTexts {
  readonly steps: Bounded<Step>;
  /** From the base to the attempt of the verdict. */
  readonly diff: Diff | null;
  /** By attempt: from the one before, where the page shows it. */
  readonly diffs: ReadonlyMap<number, Diff>;
}

export interface RunFacts {
  readonly causes: readonly string[];
  readonly base: string;
  readonly mode: string;
  readonly outputs: readonly string[];
  readonly assetsDigest: string;
  readonly models: readonly string[];
  /** Some of the replies were played from a recording. */
  readonly recorded: boolean;
  /** Some of it ran without a sandbox. */
  readonly unconfined: boolean;
  readonly regent: string;
  readonly limits: SessionStarted['limits'] | null;
  readonly events: number;
  /** What to do next, as the session's end says it; null when something was decided. */
  readonly next: string | null;
}

export interface VerdictFacts {
  readonly attempt: number;
  readonly commit: string;
  readonly green: boolean;
  readonly verified: boolean;
  readonly counts: TestCounts;
  readonly requirements: readonly RequirementFacts[];
  /** Tests that name no requirement. */
  readonly unnamed: number;
  /** The first of them; `counts` says how many did not pass. */
  readonly failing: readonly Failing[];
  /** Why the run as a whole can't be trusted. */
  readonly problems: readonly string[];
  readonly checks: readonly CheckFacts[];
  readonly questions: readonly Pick<ChoiceRecorded, 'requirement' | 'question' | 'choice' | 'alternatives'>[];
  /** How many earlier questions are left out of these. */
  readonly questionsLeft: number;
  /** How many requirements were disclosed to the agent because holdout tests failed. */
  readonly disclosures: number;
}

export interface RequirementFacts extends Pick<RequirementVerdict, 'id' | 'text' | 'status'> {
  /** The first of them. */
  readonly tests: readonly Pick<TestResult, 'name' | 'status'>[];
  readonly total: number;
  readonly holdout: { readonly passed: number; readonly total: number };
}

export interface Failing extends Pick<TestResult, 'name' | 'status'> {
  readonly message: string;
}

/** `detail` says why it failed; of holdout tests there is none. */
export interface CheckFacts extends Pick<VerifyStep, 'step' | 'ok' | 'ms'> {
  readonly counts: TestCounts | null;
  readonly detail: string;
}

export interface AttemptFacts {
  readonly number: number;
  readonly commit: string;
  /** Null while its tests run, or where they were cut off. */
  readonly counts: TestCounts | null;
  readonly green: boolean;
  readonly verified: boolean | null;
  readonly added: number;
  readonly removed: number;
  readonly files: number;
  readonly usd: number | null;
  readonly ms: number | null;
  /** Written outside the outputs, and taken away: the first of them, and how many there were. */
  readonly undone: readonly string[];
  readonly undoneTotal: number;
  readonly findings: readonly string[];
  readonly tests: TestChanges | null;
  readonly failing: readonly Failing[];
  readonly disclosed: readonly string[];
}

const most = { tests: 40, failing: 20, paths: 20, sightings: 150 };
const keptAttempts = { first: 20, last: 60 };

/** Returns the facts; what is `read` is about the attempt that `verdictAttempt` names, and about the accept. */
export function sessionFacts(
  session: SessionSummary,
  telling: Telling,
  read: Pick<SessionFacts, 'changes' | 'files' | 'policy'>,
): SessionFacts {
  const { state, models, isRecorded, events } = telling;
  const { started, ended, objection } = state;
  const attempt = verdictAttempt(telling);
  const verdict = attempt && verdictOf(state, attempt.number);
  const changes = read.changes && fewSightings(read.changes);
  return {
    session,
    run: {
      causes: started?.causes ?? [],
      base: started?.base ?? '',
      mode: started?.mode ?? '',
      outputs: started?.outputs ?? [],
      assetsDigest: started?.assetsDigest ?? '',
      models,
      recorded: isRecorded,
      unconfined: state.isUnconfined,
      regent: started?.regent ?? '',
      limits: started ? state.limits : null,
      events,
      next: ended && session.decisions.length === 0 ? ended.next : null,
    },
    verdict: verdict && {
      attempt: verdict.attempt.number,
      commit: verdict.attempt.started.commit,
      green: verdict.attempt.tested?.green ?? false,
      verified: verdict.attempt.verified ?? false,
      counts: verdict.attempt.tested?.counts ?? { passed: 0, failed: 0, skipped: 0, missing: 0, total: 0 },
      requirements: verdict.requirements.map(requirementFacts),
      unnamed: verdict.unnamed.length,
      failing: failingOf(verdict.attempt),
      problems: verdict.attempt.tested?.report.problems.slice(0, most.failing) ?? [],
      checks: verdict.checks.map(checkFacts),
      questions: verdict.questions.map(({ question, choice, alternatives, requirement }) => ({
        ...(requirement === undefined ? {} : { requirement }),
        question,
        choice,
        alternatives,
      })),
      questionsLeft: telling.choicesLeft,
      disclosures: verdict.disclosures,
    },
    concerns: verdict ? concernsOf(verdict, changes) : [],
    objection: objection && {
      requirement: objection.requirement,
      question: objection.question,
      evidence: objection.evidence,
    },
    attempts: attemptFacts(telling),
    changes,
    files: read.files,
    policy: read.policy,
    cost: costOf(state),
    decisions: session.decisions,
  };
}

/** The attempt that the verdict is on: the last that was tested. */
export function verdictAttempt({ state }: Pick<Telling, 'state'>): Attempt | null {
  return state.attempts.findLast((one) => one.tested !== null) ?? null;
}

function requirementFacts({ id, text, status, tests, holdout }: RequirementVerdict): RequirementFacts {
  return {
    id,
    text,
    status,
    tests: tests.slice(0, most.tests).map(({ name, status: how }) => ({ name, status: how })),
    total: tests.length,
    holdout: { passed: holdout.filter((test) => test.status === 'passed').length, total: holdout.length },
  };
}

function checkFacts({ step, ok, ms, counts, detail, report }: VerifyStep): CheckFacts {
  const isHidden = step === 'holdout';
  const said = detail ?? report?.problems.join('\n') ?? '';
  return { step, ok, ms, counts: counts ?? null, detail: ok || isHidden ? '' : headTail(said, 2000) };
}

function attemptFacts({ state, changes }: Telling): Bounded<AttemptFacts> {
  const { first, last, left } = bound(state.attempts, keptAttempts.first, keptAttempts.last);
  const facts = (attempt: Attempt): AttemptFacts => {
    const { number, started, tested, verified, disclosed } = attempt;
    return {
      number,
      commit: started.commit,
      counts: tested?.counts ?? null,
      green: tested?.green ?? false,
      verified,
      added: started.added,
      removed: started.removed,
      files: started.files,
      usd: tested?.usd ?? null,
      ms: tested?.ms ?? null,
      undone: started.undone.slice(0, most.paths),
      undoneTotal: started.undone.length,
      findings: started.findings.slice(0, most.paths),
      tests: changes.get(number) ?? null,
      failing: failingOf(attempt).slice(0, 8),
      disclosed,
    };
  };
  return { first: first.map(facts), last: last.map(facts), left };
}

function failingOf({ tested }: Attempt): Failing[] {
  const failing = tested?.report.tests.filter((test) => test.status !== 'passed') ?? [];
  return failing.slice(0, most.failing).map(({ name, status, message = '' }) => ({
    name,
    status,
    message: headTail(message, 1200),
  }));
}

/** At most so many of each; the rest is counted in an entry of its own, so that nobody takes the list for whole. */
function fewSightings({ surface, dependencies, capabilities, unknown }: InspectionChanges): InspectionChanges {
  const few = (all: readonly Sighting[]): readonly Sighting[] =>
    all.length <= most.sightings
      ? all
      : [
          ...all.slice(0, most.sightings),
          { kind: 'more', name: `${all.length - most.sightings} that are left out here`, places: [] },
        ];
  const fewOf = ({ added, dropped, changed }: InspectionChanges['surface']) => ({
    added: few(added),
    dropped: few(dropped),
    changed: changed.slice(0, most.sightings),
  });
  return {
    surface: fewOf(surface),
    dependencies: fewOf(dependencies),
    capabilities: fewOf(capabilities),
    unknown: unknown.map(({ language, files }) => ({ language, files: files.slice(0, most.paths) })),
  };
}
