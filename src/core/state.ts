import type { Limits } from './asset.ts';
import type {
  AssetsChanged,
  AttemptCommitted,
  AttemptStarted,
  ChoiceRecorded,
  ConversationOpened,
  Event,
  LimitReached,
  ModelFailed,
  ObjectionRaised,
  SessionEnded,
  SessionResumed,
  SessionStarted,
  VerifyStep,
} from './events.ts';
import { addItem, allItems, isEmpty, lastItem, noPages, type Pages, replaceLast } from './pages.ts';
import type { Message, StopReason, ToolUseBlock, Usage, UserBlock } from './ports.ts';

/** A session as its log tells it: all that the loop needs to take its next step, and that a screen needs to show. */
export interface State {
  readonly started: SessionStarted | null;
  readonly opened: ConversationOpened | null;
  readonly session: string;
  readonly seq: number;
  readonly limits: Limits;
  readonly model: string;
  readonly maxTokens: number;
  readonly effort: string | undefined;
  /** Pause after each attempt. */
  readonly step: boolean;
  /** Some of the session ran, or runs, without a sandbox. */
  readonly isUnconfined: boolean;
  /** The conversation so far; `pending` becomes the next user message. */
  readonly messages: Pages<Message>;
  readonly pending: Pages<UserBlock>;
  /** Tool calls of the last reply, in order; `openCalls` has those without a result. */
  readonly calls: readonly ToolUseBlock[];
  /** How many of them, from the first on, have their result. */
  readonly answeredCalls: number;
  /** The call that has started and not finished. */
  readonly running: string | null;
  /** Requests sent and replies received; one more sent than received is a request in flight. */
  readonly asked: number;
  readonly replied: number;
  /** `seq` of the event that announced the last request: tells a new request from one that is sent again. */
  readonly askedSeq: number;
  /** The last request has a reply; false too when that reply was a refusal and the session went on. */
  readonly answered: boolean;
  readonly lastStop: StopReason | null;
  readonly attempts: readonly Attempt[];
  /** Files may have been written since the last attempt. */
  readonly touched: boolean;
  readonly verifying: boolean;
  /** Number of the last attempt whose result the agent has been given. */
  readonly toldAttempt: number;
  /** The agent's last test run was refused, and it has changed nothing since: a second one is meant. */
  readonly refusedRun: boolean;
  /** Tested attempts there were when the assets last changed: what these proved counts no more. */
  readonly changedAfter: number;
  /** The outputs, tested before, are yet to be tested with the assets that changed. */
  readonly retest: boolean;
  /** Number of the last attempt after which the session paused. */
  readonly pausedAfter: number;
  /** Attempts there were when a person last said something or rolled back: a verified one of these is no end any more. */
  readonly guidedAfter: number;
  /** Number of the attempt that the session last ended with as its candidate; 0 before. Somebody may have rejected it. */
  readonly offered: number;
  /** Turns that ended, one after the other, without a file written or a test run. */
  readonly idleTurns: number;
  readonly choices: readonly ChoiceRecorded[];
  readonly objection: ObjectionRaised | null;
  readonly steering: readonly { readonly id: string; readonly text: string }[];
  readonly paused: boolean;
  readonly limit: LimitReached | null;
  /** Why the last request failed; null once another is sent. */
  readonly failure: ModelFailed | null;
  readonly usage: Usage;
  /** US dollars; null once any reply's price was unknown. */
  readonly usd: number | null;
  readonly usdAtAttempt: number | null;
  /** Milliseconds of work, without the time between an end and a resume, or in a pause. */
  readonly workedMs: number;
  readonly lastAt: number | null;
  readonly ended: SessionEnded | null;
}

export interface Attempt {
  readonly number: number;
  readonly started: AttemptStarted;
  /** Null while its tests run. */
  readonly tested: AttemptCommitted | null;
  readonly steps: readonly VerifyStep[];
  /** Null until verified or not. */
  readonly verified: boolean | null;
  readonly disclosed: readonly string[];
}

const nothing: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

export const initialState: State = {
  started: null,
  opened: null,
  session: '',
  seq: 0,
  limits: { attempts: 0, minutes: 0, usd: null, tokens: null },
  model: '',
  maxTokens: 0,
  effort: undefined,
  step: false,
  isUnconfined: false,
  messages: noPages,
  pending: noPages,
  calls: [],
  answeredCalls: 0,
  running: null,
  asked: 0,
  replied: 0,
  askedSeq: 0,
  answered: true,
  lastStop: null,
  attempts: [],
  touched: false,
  verifying: false,
  toldAttempt: 0,
  refusedRun: false,
  changedAfter: 0,
  retest: false,
  pausedAfter: 0,
  guidedAfter: 0,
  offered: 0,
  idleTurns: 0,
  choices: [],
  objection: null,
  steering: [],
  paused: false,
  limit: null,
  failure: null,
  usage: nothing,
  usd: 0,
  usdAtAttempt: 0,
  workedMs: 0,
  lastAt: null,
  ended: null,
};

/** Returns the state after the event. Pure: the same log always gives the same state. */
export function reduce(before: State, event: Event): State {
  const state = { ...before, ...tick(before, event), session: event.session, seq: event.seq };
  switch (event.type) {
    case 'session-started':
      return {
        ...state,
        started: event,
        limits: event.limits,
        model: event.model,
        maxTokens: event.maxTokens,
        effort: event.effort,
        step: event.step,
        isUnconfined: event.sandbox === 'none',
      };
    case 'conversation-opened':
      return {
        ...state,
        opened: event,
        messages: addItem<Message>(noPages, { role: 'user', content: [text(event.opening)] }),
      };
    case 'session-resumed':
      return {
        ...state,
        limits: event.limits,
        model: event.model,
        maxTokens: event.maxTokens ?? state.maxTokens,
        effort: event.effort ?? state.effort,
        step: event.step ?? state.step,
        isUnconfined: state.isUnconfined || event.sandbox === 'none',
        // A request that was cut off is sent again as it was, unless it would not be the same.
        asked: asksDifferently(state, event) ? state.replied : state.asked,
        answered: state.answered && state.lastStop !== 'refusal',
        ended: null,
        limit: null,
        failure: null,
        paused: event.paused ?? false,
        // Whoever resumes has seen what there is, and wants more.
        pausedAfter: state.toldAttempt,
        idleTurns: 0,
      };
    case 'model-asked':
      return {
        ...state,
        asked: event.turn,
        askedSeq: event.seq,
        answered: false,
        messages: withPending(state),
        pending: noPages,
        failure: null,
      };
    case 'model-text':
    case 'model-tool':
    case 'model-retry':
      return state;
    case 'model-replied': {
      // A refused turn is left out of the conversation: with it in there, every further request would be refused.
      const content = event.stop === 'refusal' ? [] : event.content;
      const calls = content.filter((block): block is ToolUseBlock => block.type === 'tool_use');
      const kept = content.filter((block) => block.type !== 'text' || block.text !== '');
      return {
        ...state,
        replied: event.turn,
        answered: true,
        lastStop: event.stop,
        messages: kept.length === 0 ? state.messages : addItem(state.messages, { role: 'assistant', content: kept }),
        calls,
        answeredCalls: 0,
        idleTurns: calls.length === 0 ? state.idleTurns + 1 : 0,
        usage: add(state.usage, event.usage),
        usd: state.usd === null || event.usd === null ? null : state.usd + event.usd,
      };
    }
    case 'model-failed':
      return { ...state, asked: state.replied, failure: event };
    case 'tool-started':
      return { ...state, running: event.id };
    case 'tool-finished':
      return {
        ...state,
        running: null,
        ...withoutCall(state, event.id),
        touched: state.touched || changesFiles(event.name),
        toldAttempt: event.name === 'run_tests' ? state.attempts.length : state.toldAttempt,
        refusedRun: event.name === 'run_tests' ? event.isError : state.refusedRun && !changesFiles(event.name),
        pending: addItem<UserBlock>(state.pending, {
          type: 'tool_result',
          tool_use_id: event.id,
          content: event.result,
          ...(event.isError ? { is_error: true } : {}),
        }),
      };
    case 'told':
      return {
        ...state,
        pending: addItem(state.pending, text(event.text)),
        toldAttempt: event.closes ?? state.toldAttempt,
        // The loop's own word, that there was nothing to test. In a pause it is about something else.
        retest: state.retest && state.paused,
      };
    case 'attempt-started':
      return {
        ...state,
        touched: false,
        retest: false,
        attempts: [
          ...state.attempts,
          { number: event.attempt, started: event, tested: null, steps: [], verified: null, disclosed: [] },
        ],
      };
    case 'attempt-committed':
      return { ...lastAttempt(state, () => ({ tested: event })), usdAtAttempt: state.usd };
    case 'verify-started':
      return { ...lastAttempt(state, () => ({ steps: [] })), verifying: true };
    case 'verify-step':
      return lastAttempt(state, (attempt) => ({ steps: [...attempt.steps, event] }));
    case 'verify-finished':
      return {
        ...lastAttempt(state, () => ({ verified: event.ok, disclosed: event.disclosed })),
        verifying: false,
      };
    case 'objection-raised':
      return { ...state, objection: event };
    case 'choice-recorded':
      return { ...state, choices: [...state.choices, event] };
    case 'steering-queued':
      return { ...state, steering: [...state.steering, { id: event.id, text: event.text }] };
    case 'steering-retracted':
      return { ...state, steering: state.steering.filter((message) => message.id !== event.id) };
    case 'steering-delivered': {
      const message = state.steering.find((one) => one.id === event.id);
      if (!message) return state;
      return {
        ...state,
        steering: state.steering.filter((one) => one !== message),
        pending: addItem(state.pending, text(`${toldBy(state)}\n${message.text}`)),
        idleTurns: 0,
        objection: null,
        guidedAfter: state.attempts.length,
      };
    }
    case 'rolled-back':
      return { ...state, touched: true, guidedAfter: state.attempts.length };
    case 'assets-changed':
      return withAssets(state, event);
    case 'paused':
      return { ...state, paused: true, pausedAfter: state.attempts.length };
    case 'continued':
      return { ...state, paused: false };
    case 'step-switched':
      // It pauses after the attempt that is under way or comes next, not for one that the agent has gone on from.
      return { ...state, step: event.step, pausedAfter: Math.max(state.pausedAfter, state.toldAttempt) };
    case 'limit-reached':
      return { ...state, limit: event };
    case 'session-ended':
      return {
        ...state,
        ended: event,
        running: null,
        asked: state.replied,
        offered: event.outcome === 'candidate' ? (event.attempt ?? state.offered) : state.offered,
      };
    default:
      return event satisfies never;
  }
}

/** The attempt that is tested or verified now, or was last. */
export function latestAttempt(state: State): Attempt | null {
  return state.attempts.at(-1) ?? null;
}

/** The session is paused and nothing of it runs: its files may be changed. */
export function isAtRest(state: State): boolean {
  const attempt = latestAttempt(state);
  const isTesting = attempt !== null && attempt.number > state.toldAttempt && attempt.started.call === null;
  return state.paused && state.running === null && state.asked <= state.replied && !isTesting;
}

/** Tool calls of the last reply that have no result yet, in order. */
export function openCalls({ calls, answeredCalls }: Pick<State, 'calls' | 'answeredCalls'>): readonly ToolUseBlock[] {
  return answeredCalls === 0 ? calls : calls.slice(answeredCalls);
}

/** The first of these. A reply may have thousands, and this is asked after each. */
export function nextCall({ calls, answeredCalls }: Pick<State, 'calls' | 'answeredCalls'>): ToolUseBlock | undefined {
  return calls[answeredCalls];
}

/** Attempts that were tested with the assets as they are now, oldest first. */
export function currentAttempts(state: State): readonly Attempt[] {
  return state.attempts.slice(state.changedAfter);
}

/** Tokens that count towards a token limit: all that was sent and received. */
export function totalTokens(usage: Usage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.output;
}

/** The messages of the next request. */
export function conversation(state: State): readonly Message[] {
  return allItems(withPending(state));
}

function withPending(state: State): Pages<Message> {
  if (isEmpty(state.pending)) return state.messages;
  const blocks = allItems(state.pending);
  // The Messages API wants the results of calls before any text.
  const isResult = (block: UserBlock): boolean => block.type === 'tool_result';
  const pending = [...blocks.filter(isResult), ...blocks.filter((block) => !isResult(block))];
  const last = lastItem(state.messages);
  // An empty reply leaves two user messages in a row: their blocks become one message.
  if (last?.role === 'user')
    return replaceLast(state.messages, { role: 'user', content: [...last.content, ...pending] });
  return addItem(state.messages, { role: 'user', content: pending });
}

function withoutCall(state: State, id: string): Pick<State, 'calls' | 'answeredCalls'> {
  const { calls, answeredCalls } = state;
  if (nextCall(state)?.id === id) return { calls, answeredCalls: answeredCalls + 1 };
  return { calls: openCalls(state).filter((call) => call.id !== id), answeredCalls: 0 };
}

/** The state with other assets: no attempt is verified any more, and a request that was cut off is asked anew. */
function withAssets(state: State, event: AssetsChanged): State {
  if (!state.started) return state;
  const { knownTests: _, ...started } = state.started;
  const { outputs, requirements, assets, assetsDigest, knownTests } = event;
  return {
    ...state,
    started: { ...started, outputs, requirements, assets, assetsDigest, ...(knownTests ? { knownTests } : {}) },
    attempts: state.attempts.map((attempt) => ({ ...attempt, verified: null })),
    limits: event.limits ?? state.limits,
    retest: state.attempts.length > 0,
    changedAfter: state.attempts.filter((attempt) => attempt.tested !== null).length,
    guidedAfter: state.attempts.length,
    pending: addItem(state.pending, text(event.told)),
    asked: state.replied,
    objection: null,
    refusedRun: false,
    idleTurns: 0,
  };
}

function text(value: string): UserBlock {
  return { type: 'text', text: value };
}

/** Who speaks; after a verified attempt also that this is no end, for that is what the agent was told of one. */
function toldBy(state: State): string {
  const isOver = latestAttempt(state)?.verified === true;
  return isOver ? 'The session goes on. The person you work for says:' : 'The person you work for says:';
}

function asksDifferently(state: State, { model, maxTokens, effort }: SessionResumed): boolean {
  return (
    model !== state.model ||
    (maxTokens ?? state.maxTokens) !== state.maxTokens ||
    (effort ?? state.effort) !== state.effort
  );
}

function changesFiles(tool: string): boolean {
  return tool === 'write' || tool === 'edit' || tool === 'bash';
}

function lastAttempt(state: State, change: (attempt: Attempt) => Partial<Attempt>): State {
  const attempt = state.attempts.at(-1);
  if (!attempt) return state;
  return { ...state, attempts: [...state.attempts.slice(0, -1), { ...attempt, ...change(attempt) }] };
}

function tick(state: State, event: Event): Pick<State, 'workedMs' | 'lastAt'> {
  const at = Date.parse(event.at);
  const wasIdle = state.lastAt === null || state.ended !== null || state.paused || event.type === 'session-resumed';
  const passed = wasIdle ? 0 : Math.max(0, at - (state.lastAt ?? at));
  return { workedMs: state.workedMs + passed, lastAt: at };
}

function add(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
  };
}
