import { z } from 'zod';
import type { Event, SessionEnded, SessionStarted } from './events.ts';
import { lazy } from './lazy.ts';
import { initialState, reduce, type State } from './state.ts';
import { cleanLine } from './text.ts';

/** The log of a session that was made elsewhere, as far as it can be trusted to have the shape of one. */
export type SharedLog =
  | { readonly ok: true; readonly events: readonly Event[]; readonly state: State }
  | { readonly ok: false; readonly message: string };

/** More than any session has; a reader of somebody else's log must end. */
const MOST_EVENTS = 200_000;

/**
 * Reads a log that somebody else wrote, who may mean harm: each event has to have the shape that it has here, for the
 * screens and git are handed what is in it. Kinds of events that a newer Regent writes are left out. Never throws.
 */
export function readSharedLog(text: string, session: string): SharedLog {
  const lines = text.split('\n');
  if (lines.pop() !== '') return { ok: false, message: 'its last line is torn' };
  if (lines.length > MOST_EVENTS) return { ok: false, message: `it has more than ${MOST_EVENTS} lines` };
  const events: Event[] = [];
  for (const [at, line] of lines.entries()) {
    const event = readEvent(line, session, at + 1);
    if (event === null) return { ok: false, message: `line ${at + 1} is no event of this session` };
    if (event !== 'unknown') events.push(event);
  }
  if (events[0]?.type !== 'session-started') return { ok: false, message: 'it does not begin with a session' };
  try {
    return { ok: true, events, state: events.reduce(reduce, initialState) };
  } catch {
    return { ok: false, message: 'its events do not fit each other' };
  }
}

/** The first and the last event of such a log; null where it is not one that ended. */
export function readSharedEnds(
  text: string,
  session: string,
): { readonly started: SessionStarted & Event; readonly ended: SessionEnded & Event } | null {
  const first = text.indexOf('\n');
  const last = text.lastIndexOf('\n', text.length - 2);
  if (first === -1 || last === -1 || !text.endsWith('\n')) return null;
  const started = readEvent(text.slice(0, first), session, 1);
  const ended = readEvent(text.slice(last + 1, -1), session, null);
  if (started === null || started === 'unknown' || started.type !== 'session-started') return null;
  if (ended === null || ended === 'unknown' || ended.type !== 'session-ended') return null;
  return { started, ended };
}

function readEvent(line: string, session: string, seq: number | null): Event | 'unknown' | null {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return null;
  }
  const stamp = shapes().stamp.safeParse(data).data;
  if (stamp?.session !== session || (seq !== null && stamp.seq !== seq)) return null;
  const shape = (shapes().events as Readonly<Record<string, z.ZodType>>)[stamp.type];
  if (shape === undefined) return 'unknown';
  const read = shape.safeParse(data);
  return read.success ? ({ ...(data as object), ...(read.data as object), ...stamp } as Event) : null;
}

const shapes = lazy(() => {
  const text = z.string();
  /** Shown as it is: what would spoil a line is taken out. */
  const word = z.string().transform((value) => cleanLine(value).slice(0, 2000));
  const id = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);
  const count = z.number().min(0);
  const usd = count.nullable();
  const texts = z.array(text);
  const globs = z.array(z.string().max(1024)).max(1000);
  const limits = z.object({ attempts: count, minutes: count, usd, tokens: count.nullable() });
  const digests = z.record(text, text);
  const requirements = z.array(z.object({ id: word, text: word, line: count }));
  const assets = z.object({
    spec: text,
    contract: digests,
    tests: digests,
    holdout: digests,
    probe: digests.optional(),
    include: digests,
    rules: digests,
    skills: digests,
    dependencies: digests,
  });
  const counts = z.object({ passed: count, failed: count, skipped: count, missing: count, total: count });
  const status = z.enum(['passed', 'failed', 'skipped', 'missing']);
  const tests = z.array(z.object({ name: text, status, message: text.optional() }));
  const report = z.object({ tests, counts, problems: texts, green: z.boolean() });
  const usage = z.object({ input: count, cacheRead: count, cacheWrite: count, output: count });
  const block = z.union([
    z.object({ type: z.literal('text'), text }),
    z.object({ type: z.literal('tool_use'), id: text, name: text, input: z.unknown(), malformed: text.optional() }),
    z.object({ type: z.literal('opaque'), raw: z.record(text, z.unknown()) }),
  ]);
  const kind = z.enum(['live', 'recorded']);
  const turn = { turn: count, attempt: count };
  const known = { modelKind: kind, model: word, limits };
  // By name, so that a new kind of event does not compile before it has a shape here.
  const events: Record<Event['type'], z.ZodType> = {
    'session-started': z.object({
      ...known,
      spec: z.string().regex(/^[a-z0-9-]{1,64}$/),
      base: id,
      baseDate: z.number(),
      outputs: globs,
      requirements,
      assets,
      assetsDigest: text,
      mode: z.enum(['scratch', 'revise']),
      effort: word.optional(),
      maxTokens: count,
      sandbox: word,
      step: z.boolean(),
      candidate: z.object({ number: count, of: count }).optional(),
      causes: z.array(word),
      knownTests: texts.optional(),
      skills: z
        .object({
          trusted: z.boolean(),
          offered: count,
          listed: count,
          shortened: count,
          untrusted: count,
          tokens: count,
          budget: count,
          rules: count.optional(),
          untrustedRules: count.optional(),
        })
        .optional(),
      trial: z
        .object({ id: word, arm: z.enum(['a', 'b']), label: word, repeat: count, variant: z.object({}) })
        .optional(),
    }),
    'conversation-opened': z.object({
      system: texts,
      tools: z.array(z.object({ name: word, description: text, input_schema: z.record(text, z.unknown()) })),
      opening: text,
    }),
    'session-resumed': z.object({
      ...known,
      maxTokens: count.optional(),
      effort: word.optional(),
      step: z.boolean().optional(),
      sandbox: word.optional(),
      repairs: z.array(word),
    }),
    'model-asked': z.object(turn),
    'model-text': z.object({ ...turn, text }),
    'model-tool': z.object({ ...turn, name: word }),
    'model-retry': z.object({ ...turn, cause: word, message: text, waitMs: count, tries: count }),
    'model-replied': z.object({ ...turn, content: z.array(block), stop: word, usage, model: word, usd }),
    'model-failed': z.object({ ...turn, cause: word, message: text, mend: text }),
    'tool-started': z.object({ attempt: count, id: text, name: word, input: z.unknown() }),
    'tool-finished': z.object({ attempt: count, id: text, name: word, result: text, isError: z.boolean(), ms: count }),
    told: z.object({ attempt: count, text, closes: count.optional() }),
    'attempt-started': z.object({
      attempt: count,
      commit: id,
      digest: text,
      added: count,
      removed: count,
      files: count,
      undone: texts,
      findings: texts,
      call: text.nullable(),
    }),
    'attempt-committed': z.object({
      attempt: count,
      commit: id,
      counts,
      green: z.boolean(),
      report,
      added: count,
      removed: count,
      usd,
      ms: count,
    }),
    'verify-started': z.object({ attempt: count, commit: id }),
    'verify-step': z.object({
      attempt: count,
      step: word,
      ok: z.boolean(),
      counts: counts.optional(),
      report: report.optional(),
      detail: text.optional(),
      ms: count,
    }),
    'verify-finished': z.object({ attempt: count, commit: id, ok: z.boolean(), disclosed: z.array(word) }),
    'objection-raised': z.object({ attempt: count, requirement: word.nullable(), evidence: text, question: text }),
    'choice-recorded': z.object({
      attempt: count,
      requirement: word.optional(),
      question: text,
      choice: text,
      alternatives: texts,
    }),
    'steering-queued': z.object({ id: text, text }),
    'steering-retracted': z.object({ id: text }),
    'steering-delivered': z.object({ id: text }),
    'rolled-back': z.object({ to: count }),
    'assets-changed': z.object({
      changed: texts,
      outputs: globs,
      requirements,
      assets,
      assetsDigest: text,
      knownTests: texts.optional(),
      limits: limits.optional(),
      told: text,
    }),
    paused: z.object({ reason: z.enum(['step', 'requested']) }),
    continued: z.object({}),
    'step-switched': z.object({ step: z.boolean() }),
    'limit-reached': z.object({ limit: word, used: count, allowed: count.nullable() }),
    'session-ended': z.object({
      outcome: z.enum(['candidate', 'limit', 'objected', 'interrupted', 'failed']),
      commit: id.optional(),
      attempt: count.optional(),
      reason: word,
      next: word,
      attempts: count,
      turns: count,
      usage,
      usd,
      minutes: count,
    }),
  };
  const stamp = z.object({
    type: text,
    session: text,
    seq: z.int().min(1),
    at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/),
  });
  return { stamp, events };
});
