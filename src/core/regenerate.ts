import type { BuildPorts, Session, WorkspaceCall } from './build-ports.ts';
import type { EventBody, Outcome } from './events.ts';
import { requirementIds } from './expected.ts';
import { describeAttempt, describeUndone } from './feedback.ts';
import { seenNames } from './judge.ts';
import type { FileSet, ToolUseBlock } from './ports.ts';
import { type Attempt, conversation, currentAttempts, latestAttempt, type State } from './state.ts';
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
      ports.budget && { spent: ports.budget.spent(), allowed: ports.budget.allowed },
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
  for await (const event of ports.model.reply(request, signal)) {
    switch (event.type) {
      case 'text':
        yield { type: 'model-text', turn, attempt, text: event.text };
        break;
      case 'tool':
        yield { type: 'model-tool', turn, attempt, name: event.name };
        break;
      case 'retry': {
        const { cause, message, waitMs, tries } = event;
        yield { type: 'model-retry', turn, attempt, cause, message, waitMs, tries };
        break;
      }
      case 'reply':
        yield { type: 'model-replied', turn, attempt, ...event.reply };
        return;
      case 'failure': {
        if (signal.aborted) return;
        const { cause, message, mend } = event;
        yield { type: 'model-failed', turn, attempt, cause, message, mend };
        return;
      }
      default:
        event satisfies never;
    }
  }
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

/**
 * Closes an attempt: snapshot, commit, test, and verify if it is green. Goes on where the log says it stopped. Returns
 * null, or why no attempt was made. For a call of `run_tests` the caller gives the result; otherwise the agent is told
 * here.
 */
async function* attempt(
  call: string | null,
  session: Session,
  ports: BuildPorts,
  signal: AbortSignal,
): AsyncGenerator<EventBody, string | null, void> {
  const open = latestAttempt(session.state);
  let files: FileSet | null = null;
  const isOpen = open !== null && open.number > session.state.toldAttempt && open.started.call === call;
  if (!isOpen) {
    const begun = yield* begin(call, session, ports);
    if (typeof begun === 'string') {
      if (call === null) yield { type: 'told', attempt: session.state.attempts.length, text: begun };
      return begun;
    }
    files = begun;
  }
  const current = latestAttempt(session.state);
  if (!current) return null;
  const { commit, added, removed, findings } = current.started;
  if (!current.tested) {
    files ??= await ports.attempts.files(commit);
    const startedAt = ports.clock.now();
    const report = await ports.proofs.tests(files, seenBefore(session), signal);
    if (signal.aborted) return null;
    const { usd, usdAtAttempt } = session.state;
    yield {
      type: 'attempt-committed',
      attempt: current.number,
      commit,
      counts: report.counts,
      green: report.green && findings.length === 0,
      report,
      added,
      removed,
      usd: usd === null || usdAtAttempt === null ? null : usd - usdAtAttempt,
      ms: ports.clock.now() - startedAt,
    };
  }
  if (latestAttempt(session.state)?.tested?.green) yield* verify(current, session, ports, signal);
  if (signal.aborted) return null;
  const closed = latestAttempt(session.state);
  if (call === null && closed) {
    yield {
      type: 'told',
      attempt: closed.number,
      text: describeAttempt(closed, session.state),
      closes: closed.number,
    };
  }
  return null;
}

/** Commits the outputs as they are as the next attempt. Returns them, or why there is none. */
async function* begin(
  call: string | null,
  session: Session,
  ports: BuildPorts,
): AsyncGenerator<EventBody, FileSet | string, void> {
  const { attempts, limits, changedAfter } = session.state;
  const last = attempts.at(-1);
  if (attempts.length >= limits.attempts) return 'No attempts are left.';
  const { files, digest, undone, findings } = await ports.workspace.snapshot();
  const notes = [...findings, ...(undone.length > 0 ? [describeUndone(undone)] : [])]
    .map((note) => `\n${note}`)
    .join('');
  // A test may fail because the machine is busy: the agent may insist, which costs an attempt.
  const insists = call !== null && session.state.refusedRun;
  if (digest === last?.started.digest && last.number > changedAfter && !insists) {
    return `No attempt was made: the outputs are as they were at attempt ${last.number}, whose report you have. To test the same outputs once more, as an attempt, call run_tests again.${notes}`;
  }
  if (files.size === 0) {
    const outputs = session.state.started?.outputs.join(', ') ?? '';
    return `No attempt was made: there is no file that matches the outputs (${outputs}).${notes}`;
  }
  const number = attempts.length + 1;
  const committed = await ports.attempts.commit(number, last?.started.commit ?? null, files);
  if ('refused' in committed) return `No attempt was made: ${committed.refused.slice(0, 10).join(' ')}${notes}`;
  yield { type: 'attempt-started', attempt: number, ...committed, digest, undone, findings, call };
  return files;
}

async function* verify(attempt: Attempt, session: Session, ports: BuildPorts, signal: AbortSignal): Events {
  const { commit } = attempt.started;
  yield { type: 'verify-started', attempt: attempt.number, commit };
  const disclosed = new Set<string>();
  // Only what the spec has: a title is the code's to forge, and could carry out what the holdout tests hold.
  const known = new Set(session.state.started?.requirements.map(({ id }) => id));
  let ok = true;
  for await (const proof of ports.proofs.verify(await ports.attempts.files(commit), seenBefore(session), signal)) {
    if (signal.aborted) return;
    ok &&= proof.ok;
    if (proof.step === 'holdout' && !proof.ok) {
      for (const test of proof.report?.tests ?? []) {
        if (test.status !== 'passed') for (const id of requirementIds(test.name)) if (known.has(id)) disclosed.add(id);
      }
    }
    const counts = proof.report ? { counts: proof.report.counts } : {};
    yield { type: 'verify-step', attempt: attempt.number, ...proof, ...counts };
  }
  if (signal.aborted) return;
  yield { type: 'verify-finished', attempt: attempt.number, commit, ok, disclosed: [...disclosed].sort() };
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
        `mend the spec or its tests, then go on with them: regent resume ${state.session} --take-assets; if neither is wrong, answer: regent resume ${state.session} --message "…"`,
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
  const working = state.lastAt === null ? 0 : Math.max(0, now - state.lastAt);
  return {
    type: 'session-ended',
    outcome,
    ...(last ? { commit: last.started.commit, attempt: last.number } : {}),
    reason,
    next,
    attempts: state.attempts.length,
    turns: state.replied,
    usage: state.usage,
    usd: state.usd,
    minutes: Math.round((state.workedMs + working) / 600) / 100,
  };
}

/**
 * Names that the attempt before reported, or else the accepted build: the tests are pristine, so one that vanishes was
 * made to vanish. A report carries its missing tests on, so the last one knows all.
 */
function seenBefore(session: Session): readonly string[] {
  const last = currentAttempts(session.state).findLast((attempt) => attempt.tested !== null);
  return last?.tested ? seenNames(last.tested.report) : (session.state.started?.knownTests ?? []);
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
  const { question, choice, alternatives } = call;
  return { type: 'choice-recorded', attempt, question, choice, alternatives, call: id };
}

const limitWords = {
  attempts: 'attempts',
  minutes: 'minutes',
  usd: 'dollars',
  tokens: 'tokens',
  'total-usd': 'dollars of all sessions together',
  context: 'the length of the conversation',
} as const;

function limitMend(limit: keyof typeof limitWords, session: string): string {
  if (limit === 'context') return 'run it again: a new session begins with an empty conversation';
  if (limit === 'total-usd') return `regent resume ${session} --total-usd N`;
  return `regent resume ${session} --${limit} N`;
}
