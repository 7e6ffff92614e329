import { CONFIG_KEYS, configSchema } from './config-schema.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parseJson } from './json-document.ts';
import { explainIssues } from './schema-problems.ts';
import type { SpecDefaults } from './spec.ts';
import { findUnknownKeys, type UnknownKey } from './unknown-keys.ts';

/** What a project sets for everybody who works on it: regent.json. */
export interface ProjectConfig {
  readonly model: string | null;
  readonly effort: string | null;
  readonly maxTokens: number | null;
  /** The most tokens of the index of skills in a prompt. */
  readonly skillBudget: number | null;
  /** For specs that don't say otherwise. */
  readonly defaults: SpecDefaults;
  readonly workspace: {
    /** Dependency folders that are shown read-only, relative to the root. */
    readonly link: readonly string[];
    /** A command that runs once in a new workspace, in the sandbox. */
    readonly setup: string | null;
  };
}

export const EMPTY_CONFIG: ProjectConfig = {
  model: null,
  effort: null,
  maxTokens: null,
  skillBudget: null,
  defaults: {},
  workspace: { link: [], setup: null },
};

/** Reads regent.json. With an error in it nothing of it counts. */
export function parseConfig(
  text: string,
  file = 'regent.json',
): { readonly config: ProjectConfig; readonly diagnostics: readonly Diagnostic[] } {
  const json = parseJson(text);
  if (!json.ok) {
    return { config: EMPTY_CONFIG, diagnostics: [brokenJson(file, json)] };
  }
  const parsed = configSchema().safeParse(json.data);
  const diagnostics = [
    ...explainIssues(parsed.error?.issues ?? [], json.data, CONFIG_KEYS, { file, lineOf: json.lineOf }),
    ...findUnknownKeys(json.data, CONFIG_KEYS).map((key) => explainUnknown(key, file, json.lineOf(key.path))),
  ].sort((left, right) => left.line - right.line);
  if (!parsed.success || diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
    return { config: EMPTY_CONFIG, diagnostics };
  }
  const { model, effort, maxTokens, skillBudget, mode, limits, workspace } = parsed.data;
  const config: ProjectConfig = {
    model: model ?? null,
    effort: effort ?? null,
    maxTokens: maxTokens ?? null,
    skillBudget: skillBudget ?? null,
    defaults: { mode, limits },
    workspace: { link: workspace?.link ?? [], setup: workspace?.setup ?? null },
  };
  return { config, diagnostics };
}

/** The diagnostic for a file that is no JSON. */
export function brokenJson(file: string, problem: { readonly line: number; readonly message: string }): Diagnostic {
  return {
    severity: 'error',
    code: 'bad-json',
    file,
    line: problem.line,
    message: `The file is not valid JSON: ${problem.message}.`,
    mend: 'Correct it; JSON has no comments and no comma after the last item.',
  };
}

/** What a repository must not decide for the people who clone it, with letters and digits alone. */
const FORBIDDEN: readonly (readonly [key: RegExp, why: string])[] = [
  [
    /^(anthropic)?(baseur[li]|apiur[li]|endpoint|url|host|proxy|https?proxy)$/,
    'it could send your key and code elsewhere',
  ],
  [/key$|^(auth)?token$|secret|password|credential|^(custom)?headers$/, 'keys belong to a person, not to a repository'],
  [/sandbox|^network$|^unsafe|dangerous|^allow(ed)?(commands|tools)?$/, 'it could let its code out of the sandbox'],
  [/accept|approv|^trust|^yes$|^force$|^hooks?$|^env(ironment)?$/, 'it could decide in your place'],
];

function explainUnknown(key: UnknownKey, file: string, line: number): Diagnostic {
  const name = key.path.join('.').slice(0, 64);
  const folded = key.path
    .at(-1)!
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  const forbidden = FORBIDDEN.find(([pattern]) => pattern.test(folded));
  if (forbidden === undefined) {
    return {
      severity: 'warning',
      code: 'unknown-key',
      file,
      line,
      message: `\`${name}\` is no known key.`,
      mend: key.mend,
    };
  }
  return {
    severity: 'error',
    code: 'forbidden-key',
    file,
    line,
    message: `A repository can't set \`${name}\`: ${forbidden[1]}.`,
    mend: 'Remove it; set it with a flag, in the environment, or in your own settings.',
  };
}
