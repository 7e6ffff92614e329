import type { Limits } from './asset.ts';
import type { Budget, ModelChoice, Problem, StartOptions } from './workbench.ts';

/** What a person asked for, by the names of the command's options: `totalUsd`, `candidates`. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** How specs are to be regenerated. */
export interface RunWishes {
  readonly start: StartOptions;
  /** Independent sessions of each spec. */
  readonly candidates: number;
  /** Specs at a time. */
  readonly jobsAtOnce: number;
  /** Accept each first candidate, without a person. */
  readonly accept: boolean;
}

/** Reads all options of `regent run`, as text. */
export function runWishes(options: Options): RunWishes | Problem {
  const model = modelChoice(options);
  if ('problem' in model) return model;
  const limits = limitOptions(options);
  if ('problem' in limits) return limits;
  const candidates = count('candidates', options.candidates, 1);
  if (typeof candidates === 'object') return candidates;
  const jobsAtOnce = count('jobs', options.jobs, 1);
  if (typeof jobsAtOnce === 'object') return jobsAtOnce;
  const total = number('total-usd', options.totalUsd);
  if (typeof total === 'object') return total;
  const { mode, accept } = options;
  if (mode !== undefined && mode !== 'scratch' && mode !== 'revise') {
    return { problem: `--mode ${String(mode)} is not known.`, mend: 'Give scratch or revise.', exit: 2 };
  }
  if (accept !== undefined && accept !== 'verified') {
    return {
      problem: `--accept ${String(accept)} is not known.`,
      mend: 'Only --accept verified can be asked for.',
      exit: 2,
    };
  }
  const start: StartOptions = {
    model,
    limits,
    mode,
    step: options.step === true,
    budget: total === undefined ? null : createBudget(total),
    allowNoSandbox: options.sandbox === false,
    setUpNetwork: options.setupNetwork === true,
    ...(options.trust === true ? { trust: true } : {}),
  };
  return { start, candidates, jobsAtOnce, accept: accept === 'verified' };
}

/** Reads `--model`, `--effort`, `--max-tokens` and `--recorded`. */
export function modelChoice(options: Options): ModelChoice | Problem {
  const { recorded, model, effort, maxTokens } = options;
  if (typeof recorded === 'string') return { kind: 'recorded', file: recorded };
  const tokens = wholeNumber('max-tokens', maxTokens);
  if (typeof tokens === 'object') return tokens;
  return {
    kind: 'live',
    name: typeof model === 'string' ? model : undefined,
    effort: typeof effort === 'string' ? effort : undefined,
    maxTokens: tokens,
  };
}

/** Reads `--attempts`, `--minutes`, `--usd` and `--tokens`. */
export function limitOptions(options: Options): Partial<Limits> | Problem {
  const limits: Record<string, number> = {};
  for (const name of ['attempts', 'minutes', 'usd', 'tokens'] as const) {
    const isWhole = name === 'attempts' || name === 'tokens';
    const value = (isWhole ? wholeNumber : number)(name, options[name]);
    if (typeof value === 'object') return value;
    if (value !== undefined) limits[name] = value;
  }
  return limits as Partial<Limits>;
}

/** Reads a number above 0; undefined where the option is not given. */
export function number(name: string, value: Options[string]): number | undefined | Problem {
  if (value === undefined || typeof value === 'boolean') return undefined;
  const parsed = Number(value);
  if (value.trim() !== '' && Number.isFinite(parsed) && parsed > 0) return parsed;
  return {
    problem: `--${name} ${JSON.stringify(value)} is not a number above 0.`,
    mend: `Give a number, such as --${name} 3.`,
    exit: 2,
  };
}

/** Reads a whole number above 0, or returns the fallback. */
export function count(name: string, value: Options[string], fallback: number): number | Problem {
  return wholeNumber(name, value) ?? fallback;
}

/** Reads a whole number above 0; undefined where the option is not given. */
export function wholeNumber(name: string, value: Options[string]): number | undefined | Problem {
  const parsed = number(name, value);
  if (typeof parsed !== 'number' || Number.isInteger(parsed)) return parsed;
  return { problem: `--${name} takes a whole number.`, mend: `Give one, such as --${name} 2.`, exit: 2 };
}

/** What all sessions of one command may spend together. */
export function createBudget(allowed: number): Budget {
  let spent = 0;
  return {
    allowed,
    spent: () => spent,
    add: (usd) => {
      spent += usd;
    },
  };
}
