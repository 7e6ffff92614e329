import { stripVTControlCharacters } from 'node:util';
import type { ModelEvent, ReplyBlock, StopReason } from '../../core/ports.ts';
import { isTooDeep, type OpenBlock, openBlock } from './block.ts';
import { ofErrorObject } from './classify.ts';
import type { WireEvent } from './stream.ts';
import { Trouble } from './trouble.ts';
import { readUsage, type WireUsage } from './usage.ts';

type TextEvent = Extract<ModelEvent, { type: 'text' }>;

/** What a finished stream said, before it has a price. */
export interface Assembled {
  readonly content: readonly ReplyBlock[];
  readonly stop: StopReason;
  readonly usage: WireUsage;
  /** As the endpoint names it; undefined when it doesn't. */
  readonly model: string | undefined;
}

/** Builds one reply from the events of one stream. Costs time in proportion to what comes, however large. */
export class Assembly {
  readonly #blocks: OpenBlock[] = [];
  /** The block that a number means now: a number that comes again begins another block. */
  readonly #byIndex = new Map<unknown, OpenBlock>();
  readonly #takenIds: Set<string>;
  readonly #turn: number;
  #started = false;
  #stopped = false;
  #stop: string | undefined;
  #explanation: string | undefined;
  #model: string | undefined;
  #usage: WireUsage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

  /** `takenIds`: the tool calls of the conversation so far; a call that repeats one gets an id of its own. */
  constructor(turn: number, takenIds: Iterable<string>) {
    this.#turn = turn;
    this.#takenIds = new Set(takenIds);
  }

  /** Whether `message_stop` has come: nothing that follows counts. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes in events that came together and returns what to show. Throws Trouble for an `error` and for nonsense. */
  add(events: readonly WireEvent[]): ModelEvent[] {
    const shown: ModelEvent[] = [];
    for (const event of events) {
      if (this.#stopped) break;
      for (const show of this.#take(event)) {
        const last = shown.at(-1);
        if (show.type === 'text' && last?.type === 'text') shown[shown.length - 1] = join(last, show);
        else shown.push(show);
      }
    }
    return shown;
  }

  #take(event: WireEvent): ModelEvent[] {
    switch (event.type) {
      case 'message_start':
        this.#begin(asObject(event.message));
        return [];
      case 'content_block_start':
        return this.#open(event.index, asObject(event.content_block));
      case 'content_block_delta':
        return this.#append(event.index, asObject(event.delta));
      case 'message_delta':
        this.#end(asObject(event.delta));
        this.#usage = readUsage(event.usage, this.#usage);
        return [];
      case 'message_stop':
        this.#stopped = true;
        return [];
      case 'message':
        return this.#addWhole(event);
      case 'error':
        throw ofErrorObject(event);
      default:
        // Events of types yet unknown are allowed by the protocol.
        return [];
    }
  }

  /**
   * The reply, once the stream has ended. It is whole when `message_stop` came, and also when only that is missing and
   * the reason for stopping is known: everything that belongs to a reply comes before. Else throws `cut-off`.
   */
  finish(): Assembled {
    if (!this.#started) throw new Trouble('malformed-reply', "the model's server sent no message in its reply");
    if (!this.#stopped && this.#stop === undefined) {
      throw new Trouble('cut-off', 'the reply broke off before its end');
    }
    const calls = { turn: this.#turn, takenIds: this.#takenIds };
    const content = this.#blocks.flatMap((block, index) => block.close(calls, index));
    const shown = content.length === 0 && this.#explanation ? [textBlock(this.#explanation)] : content;
    if (shown.length === 0 && this.#usage.output === 0 && this.#stop === undefined) {
      throw new Trouble('malformed-reply', "the model's server sent a message without content");
    }
    return { content: shown, stop: toStop(this.#stop, shown), usage: this.#usage, model: this.#model };
  }

  #begin(message: Record<string, unknown>): void {
    this.#started = true;
    this.#model = cleanName(message.model);
    this.#usage = readUsage(message.usage, this.#usage);
  }

  #open(index: unknown, start: Record<string, unknown>): ModelEvent[] {
    if (isTooDeep(start)) throw new Trouble('malformed-reply', 'a block of the reply is nested too deeply');
    const block = openBlock(start);
    this.#blocks.push(block);
    this.#byIndex.set(index, block);
    return block.shows;
  }

  #append(index: unknown, delta: Record<string, unknown>): ModelEvent[] {
    const block = this.#byIndex.get(index);
    if (block) return block.append(delta);
    if (delta.type !== 'text_delta') {
      throw new Trouble('malformed-reply', 'the reply goes on with a block that never began');
    }
    this.#open(index, { type: 'text', text: '' });
    return this.#append(index, delta);
  }

  #end(delta: Record<string, unknown>): void {
    if (typeof delta.stop_reason === 'string') this.#stop = delta.stop_reason;
    const { explanation } = asObject(delta.stop_details);
    if (typeof explanation === 'string') this.#explanation = explanation;
  }

  #addWhole(message: WireEvent): ModelEvent[] {
    if (!Array.isArray(message.content)) {
      throw new Trouble('malformed-reply', "the model's server sent a message without content");
    }
    this.#begin(message);
    this.#end(message);
    this.#stopped = true;
    return message.content.flatMap((block, index) => this.#open(index, asObject(block)));
  }
}

/** A reason that is not known counts as the end of the turn, and a tool call that is there counts as one. */
function toStop(reason: string | undefined, content: readonly ReplyBlock[]): StopReason {
  const calls = content.some((block) => block.type === 'tool_use');
  switch (reason) {
    case 'max_tokens':
    case 'refusal':
    case 'pause_turn':
      return reason;
    case 'model_context_window_exceeded':
      return 'context_full';
    default:
      return calls ? 'tool_use' : 'end_turn';
  }
}

function join(first: TextEvent, second: TextEvent): TextEvent {
  return { type: 'text', text: first.text + second.text };
}

function textBlock(text: string): ReplyBlock {
  return { type: 'text', text };
}

function cleanName(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const clean = stripVTControlCharacters(name.slice(0, 200)).replace(/[^\x21-\x7e]/g, '');
  return clean || undefined;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
