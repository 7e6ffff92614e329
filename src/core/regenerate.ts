import { askModel } from './ask-model.ts';
import { attempt } from './attempt.ts';
import type { BuildPorts, Session, WorkspaceCall } from './build-ports.ts';
import type { EventBody, Outcome } from './events.ts';
import { describeAttempt } from './feedback.ts';
import type { ToolUseBlock } from './ports.ts';
import { conversation, latestAttempt, type State } from './state.ts';
import { nextStep } from './step.ts';
import { parseCall, type ToolCall } from './tools.ts';

export type Events = AsyncGenerator<EventBody, void, void>;

/** The conversation's opening, made only when the session has none yet. */
export type Open = () => Promise<Extract<EventBody, { type: 'conversation-opened' }>>;

/**
 * Regenerates one spec: asks the model, carries out its calls, closes attempts, verifies what is green; until there is
 * a candidate, a limit, an objection, an interruption or a failure.
 *
 * Whoever iterates appends each event to the log, and updates `session.state`, before asking for the next one: so
 * nothing is acted on that is not recorded, and a session goes on from its log at any point. Abort the signal with the
 * reason `'deadline'` to end at the limit on minutes, with anything else to interrupt.
 */
export async function* regenerate(session: Session, open: Open, ports: BuildPorts, signal: AbortSignal): Events {
  for (;;) {
    if (signal.aborted) return yield* interrupted(session, ports, signal);
    const step = nextStep(
      session.state,
      ports.budget && { spent: ports.budget.spent(), allowed: ports.budget.allowed, limit: ports.budget.limit },
    );
    switch (step.do) {
      case 'open':
        yield await open();
        break;
      case 'ask':
        yield* ask(session, ports, signal);
        if (session.state.asked > session.state.replied) break;
        if (session.state.failure) {
          const { cause, message, mend } = session.state.failure;
          return yield* end(session, ports, 'failed', `The model could not be asked (${cause}): ${message}`, mend);
        }
        break;
      case 'use':
        yield* use(step.call, session, ports, signal);
        break;
      case 'attempt':
        yield* attempt(null, session, ports, signal);
        break;
      case 'deliver':
        yield { type: 'steering-delivered', id: step.id };
        break;
      case 'tell':
        yield { type: 'told', attempt: session.state.attempts.length, text: step.text };
        break;
      case 'pause':
        yield { type: 'paused', reason: 'step' };
        break;
      case 'wait':
        await session.changed(signal);
        break;
      case 'limit':
        yield { type: 'limit-reached', limit: step.limit, used: step.used, allowed: step.allowed };
        break;
      case 'end':
        return yield* conclude(step.outcome, session, ports);
      case 'fail':
        return yield* end(session, ports, 'failed', step.reason, step.next);
      default:
        return step satisfies never;
    }
  }
}

async function* ask(session: Session, ports: BuildPorts, signal: AbortSignal): Events {
  const { state } = session;
  const { opened } = state;
  if (!opened) return;
  const turn = state.replied + 1;
  const attempt = state.attempts.length + 1;
  const messages = conversation(state);
  if (state.asked < turn) yield { type: 'model-asked', turn, attempt };
  const request = {
    turn,
    idempotencyKey: `${state.session}-${session.state.askedSeq}`,
    system: opened.system,
    tools: opened.tools,
    messages,
    maxTokens: state.maxTokens,
    effort: state.effort,
  };
  yield* askModel(ports.model, request, attempt, signal);
}

async function* use(block: ToolUseBlock, session: Session, ports: BuildPorts, signal: AbortSignal): Events {
  const { id, name } = block;
  const number = session.state.attempts.length + 1;
  const startedAt = ports.clock.now();
  if (session.state.running !== id) yield { type: 'tool-started', attempt: number, id, name, input: block.input };
  const call = parseCall(block, {
    skills: session.state.opened?.tools.some((tool) => tool.name === 'read_skill') ?? false,
  });
  let result: { text: string; isError: boolean };
  if ('wrong' in call) result = { text: call.wrong, isError: true };
  else if (call.name === 'run_tests') {
    const none = yield* attempt(id, session, ports, signal);
    if (signal.aborted) return;
    const made = latestAttempt(session.state);
    result =
      none === null && made
        ? { text: describeAttempt(made, session.state), isError: false }
        : { text: none ?? '', isError: true };
  } else if (isForWorkspace(call)) {
    result = await ports.workspace.use(id, call, signal);
    if (signal.aborted) return;
  } else {
    if (!isRecorded(id, session)) yield asEvent(call, id, number);
    result = { text: 'Recorded.', isError: false };
  }
  const ms = ports.clock.now() - startedAt;
  yield { type: 'tool-finished', attempt: number, id, name, result: result.text, isError: result.isError, ms };
}

async function* conclude(outcome: 'candidate' | 'objected' | 'limit', session: Session, ports: BuildPorts): Events {
  const { state } = session;
  switch (outcome) {
    case 'candidate':
      return yield* end(
        session,
        ports,
        'candidate',
        `Attempt ${state.attempts.length} is green and verified.`,
        `regent review ${state.session}, then regent accept ${state.session} or regent reject ${state.session}`,
      );
    case 'objected': {
      const where = state.objection?.requirement ? `about ${state.objection.requirement}` : 'about the environment';
      return yield* end(
        session,
        ports,
        'objected',
        `The agent objects ${where}: ${state.objection?.question ?? ''}`,
        `mend the spec or its tests (regent improve ${state.session} drafts it), then go on with them: regent resume ${state.session} --take-assets; if neither is wrong, answer: regent resume ${state.session} --message "…"`,
      );
    }
    case 'limit': {
      const limit = state.limit?.limit ?? 'attempts';
      return yield* end(
        session,
        ports,
        'limit',
        `The limit on ${limitWords[limit]} is reached.`,
        limitMend(limit, state.session),
      );
    }
    default:
      return outcome satisfies never;
  }
}

async function* interrupted(session: Session, ports: BuildPorts, signal: AbortSignal): Events {
  if (signal.reason === 'deadline') {
    const { workedMs, limits } = session.state;
    yield { type: 'limit-reached', limit: 'minutes', used: workedMs / 60_000, allowed: limits.minutes };
    return yield* conclude('limit', session, ports);
  }
  const reason = signal.reason === 'step' ? `Paused after attempt ${session.state.attempts.length}.` : 'Interrupted.';
  yield* end(session, ports, 'interrupted', reason, `regent resume ${session.state.session}`);
}

async function* end(session: Session, ports: BuildPorts, outcome: Outcome, reason: string, next: string): Events {
  yield sessionEnded(session.state, ports.clock.now(), outcome, reason, next);
}

/** Returns a session's last event, with what the session came to. */
export function sessionEnded(
  state: State,
  now: number,
  outcome: Outcome,
  reason: string,
  next: string,
): Extract<EventBody, { type: 'session-ended' }> {
  const last = latestAttempt(state);
  const trial = state.started?.trial;
  const working = state.lastAt === null ? 0 : Math.max(0, now - state.lastAt);
  return {
    type: 'session-ended',
    outcome,
    ...(last ? { commit: last.started.commit, attempt: last.number } : {}),
    reason,
    // What happens next to a session of a trial is the trial's affair.
    next: trial ? `regent trial show ${trial.id}` : next,
    attempts: state.attempts.length,
    turns: state.replied,
    usage: state.usage,
    usd: state.usd,
    minutes: Math.round((state.workedMs + working) / 600) / 100,
  };
}

function isForWorkspace(call: ToolCall): call is WorkspaceCall {
  return call.name !== 'run_tests' && call.name !== 'object' && call.name !== 'choose';
}

/** A call that was cut off after its event must not give a second one. */
function isRecorded(id: string, { state }: Session): boolean {
  return state.objection?.call === id || state.choices.some((choice) => choice.call === id);
}

function asEvent(call: Extract<ToolCall, { name: 'object' | 'choose' }>, id: string, attempt: number): EventBody {
  if (call.name === 'object') {
    const { requirement, evidence, question } = call;
    return { type: 'objection-raised', attempt, requirement, evidence, question, call: id };
  }
  const { requirement, question, choice, alternatives } = call;
  const about = requirement === null ? {} : { requirement };
  return { type: 'choice-recorded', attempt, ...about, question, choice, alternatives, call: id };
}

const limitWords = {
  attempts: 'attempts',
  minutes: 'minutes',
  usd: 'dollars',
  tokens: 'tokens',
  'total-usd': 'dollars of all sessions together',
  'total-tokens': 'tokens of all sessions together',
  'total-minutes': 'minutes of all sessions together',
  context: 'the length of the conversation',
} as const;

function limitMend(limit: keyof typeof limitWords, session: string): string {
  if (limit === 'context') return 'run it again: a new session begins with an empty conversation';
  return `regent resume ${session} --${limit} N`;
}
