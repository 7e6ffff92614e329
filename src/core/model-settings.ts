import type { ProjectConfig } from './config.ts';
import type { UserSettings } from './user-settings.ts';

/** Where a setting comes from, nearest first. */
export type SettingSource = 'flag' | 'environment' | 'user settings' | 'regent.json' | 'default';

/** A value and who set it. */
export interface Setting<T> {
  readonly value: T;
  readonly source: SettingSource;
  /** The flag, variable or key that set it: `--model`, `REGENT_MODEL`, `model`; empty for a default. */
  readonly name: string;
}

export interface ModelSettings {
  readonly model: Setting<string>;
  /** Null: the model's own default. */
  readonly effort: Setting<string | null>;
  /** The most tokens of one reply. */
  readonly maxTokens: Setting<number>;
  /** Null: the provider's own. Never set by a repository. */
  readonly baseUrl: Setting<string | null>;
  /** Sentences about values that were passed over because they can't be right. */
  readonly problems: readonly string[];
}

/** The newest model whose price is known: with an unknown price no limit on dollars can be held. */
export const DEFAULT_MODEL = 'claude-opus-5-5';
export const DEFAULT_MAX_TOKENS = 32_000;

/** Settles what to ask which model: flags win over the environment, then user settings, regent.json and defaults. */
export function resolveModelSettings(from: {
  readonly flags?: ModelFlags;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly user: UserSettings;
  readonly project: Pick<ProjectConfig, 'model' | 'effort' | 'maxTokens'>;
}): ModelSettings {
  const { flags = {}, env, user, project } = from;
  const problems: string[] = [];
  return {
    model: first(DEFAULT_MODEL, [
      ['flag', '--model', flags.model],
      ['environment', 'REGENT_MODEL', env.REGENT_MODEL],
      ['environment', 'ANTHROPIC_MODEL', env.ANTHROPIC_MODEL],
      ['user settings', 'model', user.model],
      ['regent.json', 'model', project.model],
    ]),
    effort: first<string | null>(null, [
      ['flag', '--effort', flags.effort],
      ['environment', 'REGENT_EFFORT', env.REGENT_EFFORT],
      ['user settings', 'effort', user.effort],
      ['regent.json', 'effort', project.effort],
    ]),
    maxTokens: first(DEFAULT_MAX_TOKENS, [
      ['flag', '--max-tokens', flags.maxTokens],
      ['environment', 'REGENT_MAX_TOKENS', readCount('REGENT_MAX_TOKENS', env.REGENT_MAX_TOKENS, problems)],
      ['user settings', 'maxTokens', user.maxTokens],
      ['regent.json', 'maxTokens', project.maxTokens],
    ]),
    baseUrl: first<string | null>(null, [
      ['flag', '--base-url', flags.baseUrl],
      ['environment', 'ANTHROPIC_BASE_URL', env.ANTHROPIC_BASE_URL],
      ['user settings', 'baseUrl', user.baseUrl],
    ]),
    problems,
  };
}

/** What the command line says; undefined where it says nothing. */
export interface ModelFlags {
  readonly model?: string | undefined;
  readonly effort?: string | undefined;
  readonly maxTokens?: number | undefined;
  readonly baseUrl?: string | undefined;
}

/** Takes the first candidate that says something; an empty variable says nothing. */
function first<T>(
  fallback: T,
  candidates: readonly (readonly [source: SettingSource, name: string, value: T | null | undefined])[],
): Setting<T> {
  for (const [source, name, value] of candidates) {
    if (value === null || value === undefined) continue;
    if (typeof value !== 'string') return { value, source, name };
    if (value.trim() !== '') return { value: value.trim() as T, source, name };
  }
  return { value: fallback, source: 'default', name: '' };
}

function readCount(name: string, text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (/^\d{1,7}$/.test(text.trim()) && Number(text) > 0) return Number(text);
  problems.push(`${name} is not a whole number above 0, so it does not count.`);
  return undefined;
}
