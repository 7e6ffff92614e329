import { z } from 'zod';
import { brokenJson } from './config.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parseJson } from './json-document.ts';
import { lazy } from './lazy.ts';
import { explainIssues, type KeyTable } from './schema-problems.ts';
import { findUnknownKeys } from './unknown-keys.ts';

/** What a person sets for all their projects: settings.json in their configuration folder. */
export type UserSettings = z.infer<ReturnType<typeof settingsSchema>>;

/** The settings, what is wrong with them, and on which line a key stands. */
export interface ReadSettings {
  readonly settings: UserSettings;
  readonly diagnostics: readonly Diagnostic[];
  lineOf(path: readonly (string | number)[]): number;
}

/** Reads settings.json. With an error in it nothing of it counts. */
export function parseUserSettings(text: string, file: string): ReadSettings {
  const json = parseJson(text);
  if (!json.ok) return { settings: {}, diagnostics: [brokenJson(file, json)], lineOf: () => 1 };
  const parsed = settingsSchema().safeParse(json.data);
  const unknown = findUnknownKeys(json.data, SETTINGS_KEYS).map(({ path, mend }): Diagnostic => {
    const message = `\`${path.join('.').slice(0, 64)}\` is no known key.`;
    return { severity: 'warning', code: 'unknown-key', file, line: json.lineOf(path), message, mend };
  });
  const place = { file, lineOf: json.lineOf };
  const problems = explainIssues(parsed.error?.issues ?? [], json.data, SETTINGS_KEYS, place);
  return { settings: parsed.data ?? {}, diagnostics: [...problems, ...unknown], lineOf: json.lineOf };
}

const settingsSchema = lazy(() => {
  const word = z.string().trim().min(1).max(200);
  const dollars = z.number().min(0);

  return z.object({
    model: word.optional(),
    effort: word.optional(),
    maxTokens: z.int().min(1).max(1_000_000).optional(),
    /** Tokens that the index of skills may take of a prompt. */
    skillBudget: z.int().min(0).max(100_000).optional(),
    /** An endpoint that speaks the Messages API. */
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** `off` runs model-written code without a sandbox, with a banner that says so. */
    sandbox: z.enum(['required', 'off']).optional(),
    /** US dollars per million tokens, by model; they win over the price table. */
    prices: z
      .record(
        z.string(),
        z.object({
          input: dollars.optional(),
          output: dollars.optional(),
          cacheRead: dollars.optional(),
          cacheWrite: dollars.optional(),
        }),
      )
      .optional(),
    /** Keys of the screens, by action. */
    keys: z.record(z.string(), z.union([word, z.array(word)])).optional(),
    /** How to call the person when a session needs them and they may be elsewhere. */
    notify: z.enum(['auto', 'bell', 'osc9', 'off']).optional(),
    /** Draw for a screen reader: line by line, only what changed. */
    screenReader: z.boolean().optional(),
    /** What the colours are chosen for; `auto` goes by what the terminal says in COLORFGBG. */
    theme: z.enum(['auto', 'dark', 'light']).optional(),
  });
});

const SETTINGS_KEYS: KeyTable = {
  $schema: ['text', '"$schema": "…"'],
  model: ["a model's name", '"model": "claude-opus-5-5"'],
  effort: ['a word', '"effort": "high"'],
  maxTokens: ['a whole number from 1 to 1000000', '"maxTokens": 32000'],
  skillBudget: ['a whole number of tokens, at most 100000', '"skillBudget": 2000'],
  baseUrl: ['an http or https address', '"baseUrl": "http://localhost:11434"'],
  sandbox: ['`required` or `off`', '"sandbox": "required"'],
  prices: ['dollars per million tokens by model', '"prices": { "my-model": { "input": 1, "output": 5 } }'],
  keys: ['keys by action', '"keys": { "specs.run": ["R"] }'],
  notify: ['`auto`, `bell`, `osc9` or `off`', '"notify": "bell"'],
  screenReader: ['`true` or `false`', '"screenReader": true'],
  theme: ['`auto`, `dark` or `light`', '"theme": "light"'],
};
