import { z } from 'zod';
import { lazy } from './lazy.ts';
import type { ToolDefinition, ToolUseBlock } from './ports.ts';

/**
 * The tools that the agent has, named and shaped like those that models know from other agents. The descriptions are
 * sent with every request: each word is paid for, and each was asked for by a model that missed it.
 */
export function toolDefinitions(options: { skills: boolean }): ToolDefinition[] {
  return Object.entries(tools)
    .filter(([name]) => name !== 'read_skill' || options.skills)
    .map(([name, { description, input, required }]) => ({
      name,
      description,
      input_schema: { type: 'object', properties: input, required },
    }));
}

export type ToolCall =
  | { readonly name: 'read'; readonly file: string; readonly range: readonly [number, number] | null }
  | { readonly name: 'write'; readonly file: string; readonly content: string }
  | { readonly name: 'edit'; readonly file: string; readonly old: string; readonly new: string; readonly all: boolean }
  | { readonly name: 'bash'; readonly command: string; readonly seconds: number }
  | { readonly name: 'read_skill'; readonly skill: string; readonly file: string | null }
  | { readonly name: 'run_tests' }
  | {
      readonly name: 'object';
      readonly requirement: string | null;
      readonly evidence: string;
      readonly question: string;
    }
  | {
      readonly name: 'choose';
      readonly requirement: string | null;
      readonly question: string;
      readonly choice: string;
      readonly alternatives: readonly string[];
    };

/** Longest time that one shell command may take, in seconds. */
export const longestShell = 300;

/** Returns the checked call, or a sentence for the model that says what is wrong with it and what would be right. */
export function parseCall(block: ToolUseBlock, options: { skills: boolean }): ToolCall | { readonly wrong: string } {
  if (block.malformed !== undefined) return { wrong: explainMalformed(block.name, block.malformed) };
  const known = toolDefinitions(options).map((tool) => tool.name);
  if (!known.includes(block.name)) {
    return {
      wrong: `There is no tool ${JSON.stringify(block.name.slice(0, 80))}. The tools are: ${known.join(', ')}.`,
    };
  }
  const parsed = schemas[block.name as ToolCall['name']]().safeParse(withAliases(block.input));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  return { wrong: `${block.name} was not run: ${problems.join('; ')}.` };
}

function explainMalformed(name: string, input: string): string {
  if (isJson(input))
    return `The input of ${name} is not an object. Nothing was done. Send the call again, with the tool's properties.`;
  return `The input of ${name} is not complete JSON (it ends in ${JSON.stringify(input.slice(-60))}). Nothing was done. Send the call again; write a very long file in several pieces.`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const string = { type: 'string' };

const tools: Record<
  ToolCall['name'],
  { description: string; input: Record<string, unknown>; required: readonly string[] }
> = {
  read: {
    description: 'Read a text file of the workspace.',
    input: {
      file_path: string,
      view_range: { type: 'array', items: { type: 'integer' }, description: '[first, last] line, from 1' },
    },
    required: ['file_path'],
  },
  write: {
    description:
      'Create a file, or replace it whole. Only paths that match the outputs; folders are made. What begins with #! is made executable; otherwise the mode is kept.',
    input: { file_path: string, content: string },
    required: ['file_path', 'content'],
  },
  edit: {
    description: 'Replace a text in an output file; it must occur exactly once, unless replace_all is true.',
    input: { file_path: string, old_string: string, new_string: string, replace_all: { type: 'boolean' } },
    required: ['file_path', 'old_string', 'new_string'],
  },
  bash: {
    description:
      "Run a shell command (bash where there is one, else sh) in the workspace's root, in a sandbox without network. Scratch: $TMPDIR is empty again in the next call; what you make elsewhere in the workspace lasts until the attempt closes. You may run the tests with it, which closes no attempt. Output beyond 12,000 characters is cut in the middle.",
    input: { command: string, timeout_s: { type: 'integer', description: `default 60, at most ${longestShell}` } },
    required: ['command'],
  },
  read_skill: {
    description: "Read a skill's instructions, or one of its further files.",
    input: { name: string, file: string },
    required: ['name'],
  },
  run_tests: {
    description:
      'Close this attempt: the outputs are committed, tested and, if green, verified. The result is the report.',
    input: {},
    required: [],
  },
  object: {
    description:
      'Stop, because the spec and its tests contradict each other or the environment is broken, so that no honest code can pass, or only code that follows a rule which you would have to invent. Ends the session; a person answers.',
    input: {
      requirement: { type: 'string', description: 'id, or "" when the environment is at fault' },
      evidence: string,
      question: string,
    },
    required: ['evidence', 'question'],
  },
  choose: {
    description:
      'Record what you decided where the spec is silent and another choice would show to its user, or where you know that the result falls short of it; then go on. Its author reads it. Record several at once. The same question again replaces the choice.',
    input: {
      requirement: { type: 'string', description: 'id, if it is about one' },
      question: string,
      choice: string,
      alternatives: { type: 'array', items: string },
    },
    required: ['question', 'choice'],
  },
};

const path = lazy(() => z.string().min(1).max(4096));
const words = lazy(() => z.string().max(20_000));

const schemas: { [Name in ToolCall['name']]: () => z.ZodType<ToolCall> } = {
  read: () =>
    z
      .object({ file_path: path(), view_range: z.tuple([z.number().int().min(1), z.number().int().min(-1)]).nullish() })
      .transform((input) => ({ name: 'read', file: input.file_path, range: input.view_range ?? null }) as const),
  write: () =>
    z
      .object({ file_path: path(), content: z.string() })
      .transform((input) => ({ name: 'write', file: input.file_path, content: input.content }) as const),
  edit: () =>
    z
      .object({
        file_path: path(),
        old_string: z.string().min(1),
        new_string: z.string(),
        replace_all: z.boolean().nullish(),
      })
      .transform(
        (input) =>
          ({
            name: 'edit',
            file: input.file_path,
            old: input.old_string,
            new: input.new_string,
            all: input.replace_all ?? false,
          }) as const,
      ),
  bash: () =>
    z
      .object({ command: z.string().min(1).max(200_000), timeout_s: z.coerce.number().min(1).nullish() })
      .transform(
        (input) =>
          ({ name: 'bash', command: input.command, seconds: Math.min(longestShell, input.timeout_s ?? 60) }) as const,
      ),
  read_skill: () =>
    z
      .object({ name: z.string().min(1), file: z.string().nullish() })
      .transform((input) => ({ name: 'read_skill', skill: input.name, file: input.file || null }) as const),
  run_tests: () => z.unknown().transform(() => ({ name: 'run_tests' }) as const),
  object: () =>
    z
      .object({ requirement: z.string().max(80).nullish(), evidence: words().min(1), question: words().min(1) })
      .transform(
        (input) =>
          ({
            name: 'object',
            requirement: input.requirement || null,
            evidence: input.evidence,
            question: input.question,
          }) as const,
      ),
  choose: () =>
    z
      .object({
        requirement: z.string().max(80).nullish(),
        question: words().min(1),
        choice: words().min(1),
        alternatives: z.array(words()).max(20).nullish(),
      })
      .transform(
        (input) =>
          ({
            name: 'choose',
            requirement: input.requirement || null,
            question: input.question,
            choice: input.choice,
            alternatives: input.alternatives ?? [],
          }) as const,
      ),
};

/** Models trained on other agents say `path`, `text`, `cmd`: a known meaning under another name is not an error. */
function withAliases(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const given = input as Record<string, unknown>;
  const aliases: Record<string, string> = { path: 'file_path', filename: 'file_path', text: 'content', cmd: 'command' };
  const result: Record<string, unknown> = { ...given };
  for (const [from, to] of Object.entries(aliases)) if (from in given && !(to in given)) result[to] = given[from];
  return result;
}
