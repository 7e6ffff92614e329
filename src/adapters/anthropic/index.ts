import type { Model, ModelEvent, ModelRequest, Reply } from '../../core/ports.ts';
import type { Prices } from '../prices/index.ts';
import type { Assembled } from './assemble.ts';
import { buildBody } from './body.ts';
import { type Endpoint, endpointProblem } from './endpoint.ts';
import { pause, type Sleep, waitBefore } from './retry.ts';
import { createTransport } from './transport.ts';
import { Trouble } from './trouble.ts';
import { tryOnce } from './try-once.ts';

export { createModelProblem, type Endpoint, type EndpointProblem, endpointProblem, readEndpoint } from './endpoint.ts';

/** Loads the SDK; a model's first reply would. Never throws. */
export async function preloadSdk(): Promise<void> {
  await import('@anthropic-ai/sdk').catch(() => {});
}

export interface AnthropicOptions extends Endpoint {
  /** Such as `claude-opus-5-5`, or whatever the server at `baseUrl` calls its models. */
  readonly model: string;
  readonly prices: Prices;
  /** The longest silence of the server, before and within a reply, in milliseconds. Five minutes unless told. */
  readonly timeoutMs?: number | undefined;
  /** How often a request is tried again after a passing failure. 4 unless told, so five tries. */
  readonly maxRetries?: number | undefined;
  /** Resolves after so many milliseconds, or as soon as the signal aborts. */
  readonly sleep?: Sleep | undefined;
  /** The largest answer that is taken, in bytes. 64 MB unless told. */
  readonly maxReplyBytes?: number | undefined;
}

export interface AnthropicModel extends Model {
  readonly kind: 'live';
  /** Loads the SDK while the session is being set up. Never throws; a reply loads it too. */
  preload(): Promise<void>;
}

/**
 * The model behind Anthropic's Messages API, or any server that speaks it. A passing failure (overload, rate limit,
 * server error, no connection, silence, a reply that breaks off or is garbled) is tried again after a wait that
 * honours `retry-after`; each such event comes before its wait. After a `retry` the reply starts anew, so text that
 * had been yielded before comes again, whole: whoever shows it drops what a try had shown that did not end in a reply.
 */
export function anthropicModel(options: AnthropicOptions): AnthropicModel {
  const { model, prices, maxRetries = 4, sleep = pause } = options;
  const { timeoutMs = 5 * 60 * 1000, maxReplyBytes = 64 * 1024 * 1024 } = options;
  const transport = createTransport(options, timeoutMs);

  async function* reply(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const problem = endpointProblem(options);
    if (problem) {
      yield { type: 'failure', cause: 'authentication', ...problem };
      return;
    }
    const body = buildBody(model, request);
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        const assembled = yield* tryOnce(transport, body, request, { timeoutMs, maxReplyBytes }, signal);
        yield { type: 'reply', reply: toReply(assembled, model, prices) };
        return;
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        if (signal.aborted) break;
        const message = redact(error.message, options);
        const waitMs = waitBefore(tries, error, maxRetries);
        if (waitMs === undefined) {
          yield toFailure(error, message, tries);
          return;
        }
        yield { type: 'retry', cause: error.failure, message, waitMs, tries };
        await sleep(waitMs, signal);
      }
    }
    yield toFailure(new Trouble('interrupted', ''), 'the request was interrupted', 1);
  }

  return { name: model, kind: 'live', reply, preload: transport.preload };
}

function toReply({ content, stop, usage, model }: Assembled, asked: string, prices: Prices): Reply {
  const answered = model ?? asked;
  return { content, stop, usage, model: answered, usd: prices.price(answered, usage, asked) };
}

function toFailure({ failure, mend }: Trouble, message: string, tries: number): ModelEvent {
  const times = tries > 1 ? ` (tried ${tries} times)` : '';
  return { type: 'failure', cause: failure, message: `${message}${times}`, mend };
}

/** Servers and proxies repeat headers in their errors. */
function redact(message: string, { apiKey, authToken }: Endpoint): string {
  const keys = [apiKey, authToken].filter((key) => key !== undefined && key.length >= 8);
  return keys.reduce((text: string, key) => text.replaceAll(key ?? '', '[key]'), message);
}
