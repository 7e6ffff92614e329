import type { ChoiceRecorded, VerifyStep } from './events.ts';
import { requirementsOf } from './judge.ts';
import type { TestResult } from './report.ts';
import { type Attempt, latestAttempt, type State } from './state.ts';
import { cleanLine } from './text.ts';

/** What a person needs to judge an attempt in a minute: what proves each requirement, what is open, what it cost. */
export interface Verdict {
  readonly attempt: Attempt;
  readonly requirements: readonly RequirementVerdict[];
  /** Tests that name no requirement. */
  readonly unnamed: readonly TestResult[];
  /** Holdout, rule and contract checks, with their results. */
  readonly checks: readonly VerifyStep[];
  readonly questions: readonly ChoiceRecorded[];
  /** How often requirements were disclosed to the agent because holdout tests failed. */
  readonly disclosures: number;
  readonly usd: number | null;
  readonly minutes: number;
}

export interface RequirementVerdict {
  readonly id: string;
  readonly text: string;
  readonly tests: readonly TestResult[];
  readonly holdout: readonly TestResult[];
  /** `unproven`: no test names it. */
  readonly status: 'proven' | 'failing' | 'unproven';
}

/** Returns the verdict on an attempt, the latest unless told; null when there is none that was tested. */
export function verdictOf(state: State, number?: number): Verdict | null {
  const attempt = number === undefined ? latestAttempt(state) : state.attempts.find((one) => one.number === number);
  if (!attempt?.tested) return null;
  const isLast = attempt === latestAttempt(state);
  const byTests = requirementsOf(attempt.tested.report);
  const holdoutReport = attempt.steps.find((step) => step.step === 'holdout')?.report;
  const byHoldout = holdoutReport ? requirementsOf(holdoutReport) : new Map<string, TestResult[]>();
  const requirements = (state.started?.requirements ?? []).map(({ id, text }): RequirementVerdict => {
    const tests = byTests.get(id) ?? [];
    const holdout = byHoldout.get(id) ?? [];
    const all = [...tests, ...holdout];
    const isProven = all.every((test) => test.status === 'passed');
    return { id, text, tests, holdout, status: all.length === 0 ? 'unproven' : isProven ? 'proven' : 'failing' };
  });
  const named = new Set(requirements.flatMap((one) => one.tests));
  return {
    attempt,
    requirements,
    unnamed: attempt.tested.report.tests.filter((test) => !named.has(test)),
    checks: attempt.steps,
    // What was chosen beside the last test run belongs to the attempt that would have come next.
    questions: openQuestions(state.choices.filter((choice) => isLast || choice.attempt <= attempt.number)),
    disclosures: state.attempts.reduce((sum, one) => sum + one.disclosed.length, 0),
    usd: state.usd,
    minutes: state.workedMs / 60_000,
  };
}

/** The question in one line, with the requirement that it is about. */
export function questionText({ requirement, question }: Pick<ChoiceRecorded, 'requirement' | 'question'>): string {
  return cleanLine(requirement ? `${requirement}: ${question}` : question);
}

/** The choices that hold: a later one about the same question takes the place of an earlier one. */
function openQuestions(choices: readonly ChoiceRecorded[]): ChoiceRecorded[] {
  return choices.filter((one, at) => choices.findLastIndex((other) => other.question === one.question) === at);
}
