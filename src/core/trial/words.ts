import type { TrialPlan } from '../trial.ts';
import type { ComparedRow, Comparison, Measure, MeasureName } from './compare.ts';
import { fewestPairs } from './compare.ts';
import type { Arm, ArmKey } from './events.ts';

const names: Record<MeasureName, { title: string; higher: string; lower: string }> = {
  verified: { title: 'verified', higher: 'verified more often', lower: 'verified less often' },
  kept: { title: 'keeps', higher: 'kept more often', lower: 'kept less often' },
  attempts: { title: 'attempts', higher: 'more attempts', lower: 'fewer attempts' },
  turns: { title: 'turns', higher: 'more turns', lower: 'fewer turns' },
  tokens: { title: 'tokens', higher: 'more tokens', lower: 'fewer tokens' },
  usd: { title: 'cost', higher: 'dearer', lower: 'cheaper' },
  minutes: { title: 'minutes', higher: 'slower', lower: 'faster' },
};

/** A number of the table as people read it: `67 %`, `1.3`, `12.4k`, `$0.12`. */
export function showValue(name: MeasureName, value: number | null): string {
  if (value === null) return name === 'usd' ? 'unknown' : '-';
  switch (name) {
    case 'verified':
    case 'kept':
      return `${Math.round(value * 100)} %`;
    case 'usd':
      return `$${value.toFixed(value < 0.995 ? 3 : 2)}`;
    case 'tokens':
      return value < 1000
        ? value.toFixed(0)
        : value < 1e6
          ? `${(value / 1000).toFixed(1)}k`
          : `${(value / 1e6).toFixed(2)}M`;
    case 'minutes':
      return value.toFixed(2);
    default:
      return value.toFixed(1);
  }
}

/** `-2.0 (-2.4 to -1.6)`: the difference, and what it lies between. */
export function showDifference({ name, difference, interval }: Measure): string {
  if (difference === null) return '';
  const signed = (value: number) => `${value < 0 ? '-' : '+'}${showValue(name, Math.abs(value))}`;
  const range = interval ? ` (${signed(interval.low)} to ${signed(interval.high)})` : '';
  return `${signed(difference)}${range}`;
}

/** `adder, 3 pairs: too few to tell a difference` */
export function rowTitle({ spec, pairs }: ComparedRow): string {
  const few = pairs < fewestPairs ? ': too few to tell a difference' : '';
  return `${spec ?? 'all specs'}, ${pairs} ${pairs === 1 ? 'pair' : 'pairs'}${few}`;
}

/** Says what a trial will run, and what it may cost at most. `totalUsd`: the limit on all sessions together. */
export function tellPlan(plan: TrialPlan, totalUsd: number | null): string[] {
  const { labels, models, sessions, mostUsd, mostMinutes, usualUsd, unpriced, notes } = plan;
  const asked = models.a === models.b ? models.a : `${models.a} and ${models.b}`;
  const usual = usualUsd === null || unpriced ? '' : ` By past sessions it would be about $${usualUsd.toFixed(2)}.`;
  return [
    `${labels.a} against ${labels.b}: ${sessions} sessions, model ${asked}.`,
    `${tellMost(unpriced, mostUsd, totalUsd)} At most ${Math.round(mostMinutes)} minutes of work.${usual}`,
    ...notes,
  ];
}

function tellMost(unpriced: boolean, mostUsd: number | null, totalUsd: number | null): string {
  if (unpriced) return "What it may cost is not known, for the model's price isn't: limit its tokens.";
  const most = Math.min(mostUsd ?? Number.POSITIVE_INFINITY, totalUsd ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(most) ? `At most $${most.toFixed(2)}.` : 'There is no limit on dollars: give one.';
}

/** `turns`; `keeps documented` for a rule. */
export function measureTitle({ name, rule }: Pick<Measure, 'name' | 'rule'>): string {
  return rule === undefined ? names[name].title : `${names[name].title} ${rule}`;
}

/** What an arm has of a measure: `3 of 4` sessions that were verified, else a mean. */
export function showArm(measure: Measure, arm: ArmKey, { verified, pairs }: ComparedRow): string {
  if (pairs === 0) return '-';
  return measure.name === 'verified' ? `${verified[arm]} of ${pairs}` : showValue(measure.name, measure[arm]);
}

/** Says in sentences what the numbers of all specs together tell, and what they don't. */
export function tellComparison({ total, unpaired }: Comparison, arms: Readonly<Record<ArmKey, Arm>>): string[] {
  const told: string[] = [];
  if (total.pairs < fewestPairs) {
    const pairs = `${total.pairs} ${total.pairs === 1 ? 'pair' : 'pairs'} of sessions`;
    told.push(
      `${pairs}: too few to tell a difference. At least ${fewestPairs} are needed, and small differences need many more.`,
    );
  } else told.push(...total.measures.flatMap((measure) => tellMeasure(measure, capitalised(arms.a.label))));
  const unclear = total.measures.filter((one) => one.verdict === 'unclear').map((one) => measureTitle(one));
  if (unclear.length > 0)
    told.push(`It can go either way, as far as ${total.pairs} pairs tell: ${unclear.join(', ')}.`);
  if (total.measures.some((one) => one.name === 'usd' && one.verdict === 'unknown'))
    told.push('What it costs is not known: the model has no known price.');
  told.push(...tellUse(total, arms));
  if (unpaired.length > 0) {
    const sessions = unpaired.length === 1 ? '1 session is' : `${unpaired.length} sessions are`;
    told.push(`${sessions} finished while the counterpart is not, and not counted.`);
  }
  return told;
}

function tellMeasure({ name, rule, a, b, interval, verdict }: Measure, label: string): string[] {
  if ((verdict !== 'higher' && verdict !== 'lower') || !interval) return [];
  const ends = [Math.abs(interval.low), Math.abs(interval.high)].sort((one, other) => one - other);
  const [least = 0, most = 0] = ends;
  const isShare = name === 'verified' || name === 'kept';
  const show = (value: number) => (isShare ? points(value) : showValue(name, value));
  const range = show(least) === show(most) ? show(most) : `${show(least)} to ${show(most)}`;
  const by = isShare ? `${range} points` : range;
  const what = rule === undefined ? names[name][verdict] : `${rule} is ${names[name][verdict]}`;
  return [`${label}: ${what}, ${showValue(name, a)} against ${showValue(name, b)}, by ${by}.`];
}

function tellUse({ used, pairs }: ComparedRow, arms: Readonly<Record<ArmKey, Arm>>): string[] {
  if (!used || pairs === 0) return [];
  return (['a', 'b'] as const)
    .filter((arm) => (arms[arm].variant.withoutSkills ?? []).length === 0)
    .map((arm) => {
      const never = used[arm] === 0 ? ': what it says could make no difference' : '';
      return `${capitalised(arms[arm].label)}: the agent got its text in ${used[arm]} of ${pairs} sessions${never}.`;
    });
}

function points(share: number): string {
  return String(Math.round(share * 100));
}

/** The labels of models are names, and stay as they are. */
function capitalised(text: string): string {
  return /^with(out)? /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
