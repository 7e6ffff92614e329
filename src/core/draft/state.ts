import type { Limits } from '../asset.ts';
import type { LimitReached, ModelFailed } from '../events.ts';
import type { Message, StopReason, ToolUseBlock, Usage, UserBlock } from '../ports.ts';
import type {
  DraftEnded,
  DraftEvent,
  DraftFile,
  DraftOpened,
  DraftProof,
  DraftRefused,
  DraftStarted,
} from './events.ts';

/** A draft as its log tells it: all that the loop needs for its next step, and a person to decide. */
export interface DraftState {
  readonly id: string;
  readonly started: DraftStarted | null;
  readonly opened: DraftOpened | null;
  readonly limits: Limits;
  readonly model: string;
  readonly maxTokens: number;
  /** The conversation so far; `pending` becomes the next user message. */
  readonly messages: readonly Message[];
  readonly pending: readonly UserBlock[];
  /** Calls of the last reply that have no result yet. */
  readonly calls: readonly ToolUseBlock[];
  readonly asked: number;
  readonly replied: number;
  readonly askedSeq: number;
  readonly lastStop: StopReason | null;
  /** Replies, one after the other, without a call. */
  readonly idle: number;
  /** Proposals so far, refused ones too. */
  readonly proposals: number;
  /** The last valid one, as a person may have edited it since. */
  readonly proposal: Proposal | null;
  /** The last invalid one. */
  readonly refused: DraftRefused | null;
  readonly limit: LimitReached | null;
  readonly failure: ModelFailed | null;
  readonly usage: Usage;
  /** Null once any reply's price was unknown. */
  readonly usd: number | null;
  /** Milliseconds of work, without the time between an end and a resume. */
  readonly workedMs: number;
  readonly lastAt: number | null;
  readonly ended: DraftEnded | null;
  readonly decision: { readonly kind: 'accepted' | 'discarded'; readonly by: string; readonly at: string } | null;
}

export interface Proposal {
  readonly call: string;
  readonly files: readonly DraftFile[];
  readonly reason: string;
  readonly notes: readonly string[];
  /** Null until its tests have run. */
  readonly proof: DraftProof | null;
  /** A person changed it since the model made it. */
  readonly edited: boolean;
}

const nothing: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

export const initialDraft: DraftState = {
  id: '',
  started: null,
  opened: null,
  limits: { attempts: 0, minutes: 0, usd: null, tokens: null },
  model: '',
  maxTokens: 0,
  messages: [],
  pending: [],
  calls: [],
  asked: 0,
  replied: 0,
  askedSeq: 0,
  lastStop: null,
  idle: 0,
  proposals: 0,
  proposal: null,
  refused: null,
  limit: null,
  failure: null,
  usage: nothing,
  usd: 0,
  workedMs: 0,
  lastAt: null,
  ended: null,
  decision: null,
};

/** Returns the state after the event. Pure: the same log always gives the same state. */
export function reduceDraft(before: DraftState, event: DraftEvent): DraftState {
  const state = { ...before, ...tick(before, event), id: event.session };
  switch (event.type) {
    case 'draft-started':
      return { ...state, started: event, limits: event.limits, model: event.model, maxTokens: event.maxTokens };
    case 'draft-opened':
      return { ...state, opened: event, messages: [{ role: 'user', content: [text(event.opening)] }] };
    case 'draft-resumed':
      return {
        ...state,
        limits: event.limits,
        model: event.model,
        maxTokens: event.maxTokens,
        // Asked of another model, or for more, it is another request.
        asked: event.model === state.model && event.maxTokens === state.maxTokens ? state.asked : state.replied,
        ended: null,
        limit: null,
        failure: null,
        idle: 0,
        lastStop: state.lastStop === 'refusal' ? null : state.lastStop,
      };
    case 'model-asked':
      return {
        ...state,
        asked: event.turn,
        askedSeq: event.seq,
        messages: draftConversation(state),
        pending: [],
        failure: null,
      };
    case 'model-retry':
      return state;
    case 'model-replied': {
      const content = event.stop === 'refusal' ? [] : event.content.filter((one) => one.type !== 'text' || one.text);
      const calls = content.filter((block): block is ToolUseBlock => block.type === 'tool_use');
      return {
        ...state,
        replied: event.turn,
        lastStop: event.stop,
        messages: content.length === 0 ? state.messages : [...state.messages, { role: 'assistant', content }],
        calls,
        idle: calls.length === 0 ? state.idle + 1 : 0,
        usage: add(state.usage, event.usage),
        usd: state.usd === null || event.usd === null ? null : state.usd + event.usd,
      };
    }
    case 'model-failed':
      return { ...state, asked: state.replied, failure: event };
    case 'draft-refused':
      return { ...state, proposals: state.proposals + 1, refused: event };
    case 'draft-proposed': {
      const { call, files, reason, notes } = event;
      return {
        ...state,
        proposals: state.proposals + 1,
        proposal: { call, files, reason, notes, proof: null, edited: false },
      };
    }
    case 'draft-tested':
      return state.proposal ? { ...state, proposal: { ...state.proposal, proof: event.proof } } : state;
    case 'draft-told':
      return {
        ...state,
        calls: state.calls.filter((call) => call.id !== event.call),
        pending: [...state.pending, event.call === null ? text(event.text) : result(event.call, event)],
      };
    case 'limit-reached':
      return { ...state, limit: event };
    case 'draft-ended':
      return { ...state, ended: event, asked: state.replied };
    case 'draft-edited': {
      const { files, notes } = event;
      return state.proposal
        ? { ...state, proposal: { ...state.proposal, files, notes, proof: null, edited: true } }
        : state;
    }
    case 'draft-accepted':
      return { ...state, decision: { kind: 'accepted', by: event.by, at: event.at } };
    case 'draft-discarded':
      return { ...state, decision: { kind: 'discarded', by: event.by, at: event.at } };
    default:
      return event satisfies never;
  }
}

/** The messages of the next request. */
export function draftConversation({ messages, pending }: DraftState): readonly Message[] {
  if (pending.length === 0) return messages;
  const last = messages.at(-1);
  // A reply without content leaves two user messages in a row: their blocks become one message.
  if (last?.role === 'user')
    return [...messages.slice(0, -1), { role: 'user', content: [...last.content, ...pending] }];
  return [...messages, { role: 'user', content: pending }];
}

function result(call: string, { text: content, isError }: { text: string; isError: boolean }): UserBlock {
  return { type: 'tool_result', tool_use_id: call, content, ...(isError ? { is_error: true } : {}) };
}

function text(value: string): UserBlock {
  return { type: 'text', text: value };
}

function tick(state: DraftState, event: DraftEvent): Pick<DraftState, 'workedMs' | 'lastAt'> {
  const at = Date.parse(event.at);
  const wasIdle = state.lastAt === null || state.ended !== null || event.type === 'draft-resumed';
  return { workedMs: state.workedMs + (wasIdle ? 0 : Math.max(0, at - (state.lastAt ?? at))), lastAt: at };
}

function add(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
  };
}
