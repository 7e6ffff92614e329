import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { RecordedReply } from './index.ts';

/** A session's log, or a draft's, as far as it can be played again. */
export interface Recording {
  /** Empty for a draft. */
  readonly spec: string;
  /** The model that was asked. */
  readonly model: string;
  /** When the session began, ISO 8601. */
  readonly date: string;
  /** By turn, ascending; turns are there once each. */
  readonly replies: readonly RecordedReply[];
}

export type ReadRecording =
  | { readonly ok: true; readonly recording: Recording }
  | { readonly ok: false; readonly message: string; readonly mend: string };

const maxBytes = 256 * 1024 * 1024;

const name = z.string().regex(/^[^\p{Cc}\p{Cf}]{1,200}$/u);
const started = z.object({
  type: z.enum(['session-started', 'draft-started']),
  at: z.iso.datetime(),
  spec: name.exactOptional(),
  model: name,
});
const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.unknown(),
    malformed: z.string().exactOptional(),
  }),
  z.object({ type: z.literal('opaque'), raw: z.record(z.string(), z.unknown()) }),
]);
const count = z.int().nonnegative();
const replied = z.object({
  type: z.literal('model-replied'),
  turn: z.int().positive(),
  content: z.array(block),
  stop: z.enum(['end_turn', 'tool_use', 'max_tokens', 'refusal', 'pause_turn', 'context_full']),
  usage: z.object({ input: count, cacheRead: count, cacheWrite: count, output: count }),
  model: name,
  usd: z.number().nonnegative().nullable(),
});

/**
 * Reads the `events.jsonl` of one session, as it is: other events are passed over, and so is a last line that was torn
 * by a crash. Of two replies to one turn the later counts, as it does in a session that goes on.
 */
export async function readRecording(path: string): Promise<ReadRecording> {
  const text = await readBounded(path);
  if (typeof text !== 'string') return text;
  const replies = new Map<number, RecordedReply>();
  let facts: z.infer<typeof started> | undefined;
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    const wrong = (what: string) => problem(`${path}:${index + 1}: ${what}`);
    const event = parseLine(line);
    if (event === undefined) return wrong('this line is not a JSON object');
    if (event.type === 'session-started' || event.type === 'draft-started') {
      const parsed = started.safeParse(event);
      if (!parsed.success) return wrong(z.prettifyError(parsed.error));
      facts = parsed.data;
    }
    if (event.type === 'model-replied') {
      const parsed = replied.safeParse(event);
      if (!parsed.success) return wrong(z.prettifyError(parsed.error));
      const { type: _, ...reply } = parsed.data;
      replies.set(reply.turn, reply);
    }
  }
  if (!facts) return problem(`${path} holds no session-started event, nor a draft's`);
  if (replies.size === 0) return problem(`${path} holds no reply of a model`);
  const { spec = '', model, at } = facts;
  const ordered = [...replies.values()].sort((a, b) => a.turn - b.turn);
  return { ok: true, recording: { spec, model: model.replace(/^(recorded:)+/, ''), date: at, replies: ordered } };
}

async function readBounded(path: string): Promise<string | Extract<ReadRecording, { ok: false }>> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > maxBytes) return problem(`${path} is larger than ${maxBytes / 1024 / 1024} MB`);
    return await file.readFile('utf8');
  } catch (error) {
    return problem(`can't read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function problem(message: string): Extract<ReadRecording, { ok: false }> {
  return { ok: false, message, mend: 'name the events.jsonl of a session, as regent wrote it' };
}
