import type { Limits } from '../core/asset.ts';
import type { Budget, ModelChoice, Problem } from '../core/workbench.ts';
import type { CommandOptions } from './commands.ts';

/** Reads `--model`, `--effort`, `--max-tokens` and `--recorded`. */
export function modelChoice(options: CommandOptions): ModelChoice | Problem {
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
export function limitOptions(options: CommandOptions): Partial<Limits> | Problem {
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
export function number(name: string, value: CommandOptions[string]): number | undefined | Problem {
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
export function count(name: string, value: CommandOptions[string], fallback: number): number | Problem {
  return wholeNumber(name, value) ?? fallback;
}

/** Reads a whole number above 0; undefined where the option is not given. */
export function wholeNumber(name: string, value: CommandOptions[string]): number | undefined | Problem {
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
