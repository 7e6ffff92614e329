import { count, limitOptions, modelChoice, number, type Options, wholeNumber } from '../run-options.ts';
import type { TrialOptions, TrialRequest } from '../trial.ts';
import type { ModelChoice, Problem } from '../workbench.ts';
import type { ArmKey, TrialSubject, TrialTotals } from './events.ts';

/** Sessions of each spec in each arm, unless something else is asked for. */
export const usualRepeats = 5;

/** Reads what is to be compared: specs, repeats, models, limits and mode, by the names of the commands' options. */
export function trialRequest(subject: TrialSubject, options: Options): TrialRequest | Problem {
  const models = subject.kind === 'models' ? twoModels(options) : sameModel(options);
  if ('problem' in models) return models;
  const limits = limitOptions(options);
  if ('problem' in limits) return limits;
  const repeats = count('repeats', options.repeats, usualRepeats);
  if (typeof repeats === 'object') return repeats;
  const { mode } = options;
  if (mode !== undefined && mode !== 'scratch' && mode !== 'revise')
    return { problem: `--mode ${String(mode)} is not known.`, mend: 'Give scratch or revise.', exit: 2 };
  const specs = typeof options.specs === 'string' ? options.specs.split(',').map((one) => one.trim()) : [];
  return { subject, specs: specs.filter((one) => one !== ''), repeats, models, limits, mode };
}

/** Reads `jobs`, `total…`, `new`, and what lets commands do more. */
export function trialOptions(options: Options): TrialOptions | Problem {
  const jobs = wholeNumber('jobs', options.jobs);
  if (typeof jobs === 'object') return jobs;
  const totals: { -readonly [Name in keyof TrialTotals]?: number } = {};
  for (const [name, value, read] of [
    ['usd', options.totalUsd, number],
    ['tokens', options.totalTokens, wholeNumber],
    ['minutes', options.totalMinutes, number],
  ] as const) {
    const total = read(`total-${name}`, value);
    if (typeof total === 'object') return total;
    if (total !== undefined) totals[name] = total;
  }
  return {
    jobs,
    totals,
    fresh: options.new === true,
    allowNoSandbox: options.sandbox === false,
    setUpNetwork: options.setupNetwork === true,
  };
}

type Models = Readonly<Record<ArmKey, ModelChoice>>;

function sameModel(options: Options): Models | Problem {
  const model = modelChoice(options);
  return 'problem' in model ? model : { a: model, b: model };
}

function twoModels(options: Options): Models | Problem {
  const { effort, modelA, modelB, effortA = effort, effortB = effort, recordedA, recordedB } = options;
  const a = modelChoice({ ...options, model: modelA, effort: effortA, recorded: recordedA });
  const b = modelChoice({ ...options, model: modelB, effort: effortB, recorded: recordedB });
  return 'problem' in a ? a : 'problem' in b ? b : { a, b };
}
