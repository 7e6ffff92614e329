import type { ModelEvent, ModelRequest } from '../../core/ports.ts';
import { type Assembled, Assembly } from './assemble.ts';
import type { RequestBody } from './body.ts';
import { classify } from './classify.ts';
import { readEvents, type WireEvent } from './stream.ts';
import type { Transport } from './transport.ts';
import { Trouble } from './trouble.ts';

export interface TryLimits {
  /** The longest silence. */
  readonly timeoutMs: number;
  readonly maxReplyBytes: number;
}

/** What may still come after `message_stop` is the end of the body, at once; then the connection can be used again. */
const drainMs = 200;

/**
 * One try of one request: yields text and tool calls as they stream in, and returns the reply. Throws Trouble. The
 * connection is closed when the try fails, is aborted, or is no longer iterated.
 */
export async function* tryOnce(
  transport: Transport,
  body: RequestBody,
  request: ModelRequest,
  limits: TryLimits,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, Assembled> {
  const cancel = new AbortController();
  const silence = watchSilence(limits.timeoutMs, () => cancel.abort());
  let events: AsyncGenerator<readonly WireEvent[]> | undefined;
  try {
    const both = AbortSignal.any([signal, cancel.signal]);
    const response = await silence.during(transport.send(body, request.idempotencyKey, both));
    events = readEvents(response, limits.maxReplyBytes, silence.broken);
    const assembly = new Assembly(request.turn, callIds(request));
    while (!assembly.stopped) {
      const next = await silence.during(events.next());
      if (next.done) break;
      yield* assembly.add(next.value);
    }
    const assembled = assembly.finish();
    void drain(events, cancel);
    events = undefined;
    return assembled;
  } catch (error) {
    cancel.abort();
    throw silence.lasted
      ? tooSilent(transport.host, limits.timeoutMs)
      : classify(error, transport.host, events !== undefined, Date.now());
  } finally {
    silence.stop();
    if (events) {
      cancel.abort();
      events.return(undefined).catch(() => {});
    }
  }
}

/** Only the time during which somebody waits for the server counts, so a slow reader is no silent server. */
function watchSilence(ms: number, onSilent: () => void) {
  let waiting = false;
  let lasted = false;
  const timer = setTimeout(() => {
    if (!waiting) {
      timer.refresh();
      return;
    }
    lasted = true;
    onSilent();
  }, ms);
  return {
    get lasted() {
      return lasted;
    },
    broken: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
    async during<T>(promise: Promise<T>): Promise<T> {
      waiting = true;
      timer.refresh();
      try {
        return await promise;
      } finally {
        waiting = false;
      }
    },
  };
}

function tooSilent(host: string, ms: number): Trouble {
  return new Trouble('timed-out', `nothing came from ${host} for ${Math.round(ms / 1000)} seconds`);
}

/** Never rejects, and takes no longer than `drainMs`. */
async function drain(events: AsyncGenerator<unknown>, cancel: AbortController): Promise<void> {
  const timer = setTimeout(() => cancel.abort(), drainMs);
  try {
    for await (const _ of events);
  } catch {
    // The reply is whole; only the connection can't be used again.
  } finally {
    clearTimeout(timer);
  }
}

function* callIds({ messages }: ModelRequest): Generator<string> {
  for (const { content } of messages) {
    for (const block of content) if (block.type === 'tool_use') yield block.id;
  }
}
