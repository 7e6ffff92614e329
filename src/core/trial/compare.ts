import type { ArmKey, SessionResult } from './events.ts';
import { tokensOf } from './result.ts';
import { finishedSlots, type TrialState } from './state.ts';
import { type Interval, mean, meanInterval, newcombe, type Proportion } from './statistics.ts';

/** What is compared, in the order in which it is shown. */
export const measureNames = ['verified', 'kept', 'attempts', 'turns', 'tokens', 'usd', 'minutes'] as const;
export type MeasureName = (typeof measureNames)[number];
type SessionMeasure = Exclude<MeasureName, 'kept'>;

/** `higher`, `lower`: a is, as sure as 19 of 20. `unclear`: it may be either. `too-few`: nothing can be told yet. */
export type Verdict = 'higher' | 'lower' | 'unclear' | 'too-few' | 'unknown';

/** One number, side by side. Proportions are 0 … 1, the others means of a session. */
export interface Measure {
  readonly name: MeasureName;
  /** `kept`: the rule whose check was run on the code of both arms. */
  readonly rule?: string;
  /** Null: not known, such as the cost of a model without a price; or there is no session yet. */
  readonly a: number | null;
  readonly b: number | null;
  /** a − b, and what the true difference lies between in 19 of 20 such trials. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly verdict: Verdict;
}

/** One spec, or with `spec: null` all together. Only pairs count: sessions of both arms that are finished. */
export interface ComparedRow {
  readonly spec: string | null;
  readonly pairs: number;
  readonly verified: Readonly<Record<ArmKey, number>>;
  /** How many sessions got the skill's text; null where no skill is on trial. */
  readonly used: Readonly<Record<ArmKey, number>> | null;
  readonly measures: readonly Measure[];
  /** The sessions behind the numbers, in pairs. */
  readonly sessions: Readonly<Record<ArmKey, readonly string[]>>;
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  readonly total: ComparedRow;
  /** Sessions that are finished while their counterpart is not: they count in no row. */
  readonly unpaired: readonly string[];
}

/**
 * Below so many pairs nothing is told: even 3 of 3 against 0 of 3 comes about once in ten times where there is no
 * difference (Fisher's exact test), while 4 of 4 against 0 of 4 does so once in 35.
 */
export const fewestPairs = 4;

interface Pair {
  readonly a: SessionResult;
  readonly b: SessionResult;
}

/** Makes the table of a trial, of what is finished so far. Pure: the same sessions give the same numbers. */
export function compareArms(state: TrialState): Comparison {
  const finished = finishedSlots(state);
  const specs = state.started?.specs ?? [];
  const bySpec = specs.map((spec) =>
    finished.flatMap((slot): Pair[] => {
      if (slot.spec !== spec || slot.arm !== 'a') return [];
      const other = finished.find((one) => one.spec === spec && one.arm === 'b' && one.repeat === slot.repeat);
      return other ? [{ a: slot.result, b: other.result }] : [];
    }),
  );
  const paired = new Set(bySpec.flat().flatMap(({ a, b }) => [a.session, b.session]));
  return {
    rows: specs.map((spec, at) => compareRow(spec, [bySpec[at] ?? []])),
    total: compareRow(null, bySpec),
    unpaired: finished.flatMap(({ result }) => (paired.has(result.session) ? [] : [result.session])),
  };
}

function compareRow(spec: string | null, bySpec: readonly (readonly Pair[])[]): ComparedRow {
  const pairs = bySpec.flat();
  const count = (arm: ArmKey, is: (result: SessionResult) => boolean) => pairs.filter((pair) => is(pair[arm])).length;
  return {
    spec,
    pairs: pairs.length,
    verified: { a: count('a', (one) => one.verified), b: count('b', (one) => one.verified) },
    used: pairs.every(({ a, b }) => a.used === null && b.used === null)
      ? null
      : { a: count('a', (one) => one.used === true), b: count('b', (one) => one.used === true) },
    measures: measureNames.flatMap((name) =>
      name === 'kept' ? rulesOf(pairs).map((rule) => compareKept(rule, bySpec)) : compareMeasure(name, bySpec),
    ),
    sessions: { a: pairs.map(({ a }) => a.session), b: pairs.map(({ b }) => b.session) },
  };
}

/** Those whose check was run on some session's code. */
function rulesOf(pairs: readonly Pair[]): string[] {
  return [...new Set(pairs.flatMap(({ a, b }) => [a, b]).flatMap(({ kept }) => Object.keys(kept ?? {})))].toSorted();
}

/** Code that a rule's check was not run on, as there was none, is in neither arm's share: its whole pair is left out. */
function compareKept(rule: string, bySpec: readonly (readonly Pair[])[]): Measure {
  const isKnown = ({ a, b }: Pair) => a.kept?.[rule] !== undefined && b.kept?.[rule] !== undefined;
  const pairs = bySpec.flat().filter(isKnown);
  const shares = (arm: ArmKey) => ({ passed: pairs.filter((pair) => pair[arm].kept?.[rule]).length, of: pairs.length });
  return { ...compareShares('kept', shares('a'), shares('b')), rule };
}

function compareShares(name: MeasureName, first: Proportion, second: Proportion): Measure {
  if (first.of === 0) return { name, a: null, b: null, difference: null, interval: null, verdict: 'unknown' };
  const [a, b] = [first.passed / first.of, second.passed / second.of];
  const interval = newcombe(first, second);
  return { name, a, b, difference: a - b, interval, verdict: verdictOf(interval, first.of) };
}

function compareMeasure(name: SessionMeasure, bySpec: readonly (readonly Pair[])[]): Measure {
  const pairs = bySpec.flat();
  const [a, b] = [averageOf(name, pairs, 'a'), averageOf(name, pairs, 'b')];
  if (a === null || b === null)
    return { name, a, b, difference: null, interval: null, verdict: pairs.length === 0 ? 'too-few' : 'unknown' };
  if (name === 'verified') {
    const shares = (arm: ArmKey) => ({ passed: pairs.filter((pair) => pair[arm].verified).length, of: pairs.length });
    return compareShares(name, shares('a'), shares('b'));
  }
  const interval = intervalOf(name, bySpec);
  return { name, a, b, difference: a - b, interval, verdict: verdictOf(interval, pairs.length) };
}

function verdictOf(interval: Interval | null, pairs: number): Verdict {
  if (interval === null || pairs < fewestPairs) return 'too-few';
  return interval.low > 0 ? 'higher' : interval.high < 0 ? 'lower' : 'unclear';
}

function intervalOf(name: SessionMeasure, bySpec: readonly (readonly Pair[])[]): Interval | null {
  const differences = bySpec.map((list) => list.map(({ a, b }) => (numberOf(name, a) ?? 0) - (numberOf(name, b) ?? 0)));
  return meanInterval(differences.filter((list) => list.length > 0));
}

function averageOf(name: SessionMeasure, pairs: readonly Pair[], arm: ArmKey): number | null {
  const values = pairs.map((pair) => numberOf(name, pair[arm]));
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : mean(known);
}

function numberOf(name: SessionMeasure, result: SessionResult): number | null {
  switch (name) {
    case 'verified':
      return result.verified ? 1 : 0;
    case 'attempts':
      return result.attempts;
    case 'turns':
      return result.turns;
    case 'tokens':
      return tokensOf(result);
    case 'usd':
      return result.usd;
    case 'minutes':
      return result.minutes;
    default:
      return name satisfies never;
  }
}
