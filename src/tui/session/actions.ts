import { isProblem } from '../../cli/context.ts';
import type { Event, SessionEnded } from '../../core/events.ts';
import type { ModelChoice, Problem, ResumeOptions, RunningSession, StartOptions } from '../../core/workbench.ts';
import { ask, benchOf, type Deps, during, patch, say } from '../deps.ts';
import { keyOf } from '../keymap.ts';
import { refresh, refreshSessions } from '../project.ts';
import { currentLive, type Live, runningSessions } from '../store.ts';
import { createTranscript } from '../transcript.ts';

/** What streams in is shown this often: often enough to read along, seldom enough to cost nothing. */
const frameMs = 90;

/** Read without a pause: a few milliseconds' work. */
const eventsAtOnce = 500;

/** Starts a session and shows it; quietly, the screen stays what it is. Null when it could not, which is said. */
export function startSession(
  deps: Deps,
  spec: string,
  options: StartOptions,
  how: 'shown' | 'quietly' = 'shown',
): Promise<RunningSession | null> {
  return launch(deps, `starting ${spec}`, (workbench) => workbench.start(spec, options), how);
}

/** The model that is asked here: in the demo, its recording. */
export function chosenModel({ store }: Deps): ModelChoice {
  const { bench } = store.getState();
  const demo = bench.kind === 'open' ? bench.demo : null;
  return demo ? { kind: 'recorded', file: demo.recording, paceMs: demoPaceMs } : { kind: 'live' };
}

/** The pause before each streamed piece of a recording, so that a person can follow it. */
const demoPaceMs = 25;

/** Goes on with a session and shows it; with nothing said to it, in the pause that it was left in. */
export async function resumeSession(
  deps: Deps,
  id: string,
  options: Partial<ResumeOptions> = { inPause: true },
): Promise<void> {
  const model = chosenModel(deps);
  let changed: readonly string[] = [];
  await launch(deps, 'going on', async (workbench) => {
    const result = await workbench.resume(id, { model, ...options });
    if (isProblem(result)) changed = result.changedAssets ?? [];
    return result;
  });
  if (changed.length > 0) offerChange(deps, id, options, changed);
}

/** What the session was built from is not what is there now: the person says whether that is what they want. */
function offerChange(deps: Deps, id: string, options: Partial<ResumeOptions>, changed: readonly string[]): void {
  deps.store.setState({ notice: null });
  ask(deps, {
    kind: 'confirm',
    title: 'Go on with what changed?',
    lines: [
      `Changed since the session began: ${changed.slice(0, 8).join(', ')}${changed.length > 8 ? ', …' : ''}`,
      'The agent is told what changed, and what is there is tested anew first.',
    ],
    yes: 'take it in',
    run: () => void resumeSession(deps, id, { ...options, takeAssets: true }),
  });
}

export function showLive(deps: Deps, id: string): void {
  patch(deps, 'live', { current: id });
  deps.store.setState({ screen: 'session' });
}

/** Interrupts every session that runs, and waits until their logs are closed. They can be resumed. */
export async function stopAll(deps: Deps): Promise<void> {
  const running = runningSessions(deps.store.getState());
  for (const { session } of running) session.interrupt('user');
  await Promise.allSettled(running.map(({ session }) => session.done));
}

async function launch(
  deps: Deps,
  what: string,
  begin: (workbench: NonNullable<ReturnType<typeof benchOf>>) => Promise<RunningSession | Problem>,
  how: 'shown' | 'quietly' = 'shown',
): Promise<RunningSession | null> {
  const workbench = benchOf(deps);
  if (!workbench) return null;
  const session = await during(deps, what, () => begin(workbench));
  if (!session) return null;
  const live: Live = {
    session,
    state: session.state,
    tests: [],
    transcript: createTranscript(),
    place: 'end',
    doing: 'starting',
    recorded: session.state.started?.modelKind === 'recorded',
    over: false,
    version: 0,
  };
  const { sessions } = deps.store.getState().live;
  patch(deps, 'live', { sessions: [...sessions.filter((one) => one.session.id !== session.id), live] });
  if (how === 'shown') showLive(deps, session.id);
  else if (currentLive(deps.store.getState())?.over !== false) patch(deps, 'live', { current: session.id });
  void follow(deps, live);
  await refreshSessions(deps);
  return session;
}

/** Reads a session's events to their end; what they change is shown at most once a frame. */
async function follow(deps: Deps, { session, transcript }: Live): Promise<void> {
  let doing = 'starting';
  let count = 0;
  let timer: NodeJS.Timeout | null = null;
  const show = (change: Partial<Live> = {}): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    updateLive(deps, session.id, (live) => ({
      state: session.state,
      tests: session.liveTests.slice(),
      doing,
      recorded: session.state.started?.modelKind === 'recorded',
      version: live.version + 1,
      ...change,
    }));
  };
  const showSoon = (): void => {
    timer ??= setTimeout(() => show(), frameMs);
  };
  const stopWatching = session.onLiveTests(showSoon);
  try {
    for await (const event of session.events()) {
      transcript.add(event);
      count += 1;
      // A long log that is read again must not keep a key waiting.
      if (count % eventsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
      doing = whatNow(event, doing);
      showSoon();
    }
    await session.done;
  } catch (error) {
    say(
      deps,
      'bad',
      `The session of ${session.spec} broke off: ${error instanceof Error ? error.message : String(error)}`,
      `Nothing recorded is lost: ${keyOf(deps.store.getState(), 'specs.resume')} on the Specs screen goes on with it.`,
    );
  }
  stopWatching();
  show({ over: true, doing: 'over' });
  if (deps.store.getState().leaving) return;
  await refresh(deps);
  announce(deps, session);
}

/** Tells of a session's end in words, wherever the person is. */
function announce(deps: Deps, session: RunningSession): void {
  const { ended } = session.state;
  if (!ended) return;
  if (ended.outcome === 'candidate')
    say(deps, 'good', `${session.spec}: a verified candidate waits for you.`, howToReview(deps, session));
  else say(deps, 'warn', `${session.spec}: ${ended.reason}`, whatNext(deps, ended));
}

/** Which key opens the candidate, from where the person is. */
function howToReview({ store }: Deps, { id, spec }: RunningSession): string {
  const state = store.getState();
  const open = keyOf(state, 'specs.open');
  if (state.screen === 'session' && state.live.current === id) return `${keyOf(state, 'session.review')} reviews it`;
  if (state.screen === 'specs' && state.specs.cursor === spec) return `${open} reviews it`;
  return `${keyOf(state, 'screen.specs')}, then ${open} on ${spec} reviews it`;
}

/** What to do next, in keys of the Session screen where they do it. */
function whatNext({ store }: Deps, { outcome, next }: SessionEnded): string {
  const state = store.getState();
  const goOn = keyOf(state, 'session.resume');
  const where = state.screen === 'session' ? '' : ' on the Session screen';
  switch (outcome) {
    case 'objected':
      return `${keyOf(state, 'session.edit')} edits what it is about, ${goOn} goes on${where}`;
    case 'limit':
      return `${goOn} goes on with a higher one${where}`;
    case 'interrupted':
      return `${goOn} goes on${where}`;
    case 'failed':
    case 'candidate':
      return next;
    default:
      return outcome satisfies never;
  }
}

export function updateLive(deps: Deps, id: string, change: (live: Live) => Partial<Live>): void {
  const { sessions } = deps.store.getState().live;
  patch(deps, 'live', { sessions: sessions.map((one) => (one.session.id === id ? { ...one, ...change(one) } : one)) });
}

/** Does something to the session that shows; a refusal is said. */
export async function withLive(deps: Deps, act: (live: Live) => Promise<unknown>): Promise<void> {
  const live = currentLive(deps.store.getState());
  if (!live || live.over) return;
  try {
    const result = await act(live);
    if (typeof result === 'object' && result !== null && isProblem(result))
      say(deps, 'bad', result.problem, result.mend);
  } catch (error) {
    say(deps, 'bad', error instanceof Error ? error.message : String(error));
  }
  updateLive(deps, live.session.id, (now) => ({ state: now.session.state, version: now.version + 1 }));
}

function whatNow(event: Event, before: string): string {
  switch (event.type) {
    case 'model-asked':
      return 'asking the model';
    case 'model-text':
      return 'the model answers';
    case 'model-tool':
      return `the model calls ${event.name}`;
    case 'model-retry':
      return 'waiting to try again';
    case 'tool-started':
      return event.name === 'run_tests' ? 'running the tests' : `doing ${event.name}`;
    case 'attempt-started':
      return 'running the tests';
    case 'verify-started':
      return 'verifying in a fresh folder';
    case 'paused':
      return 'paused';
    case 'continued':
      return 'going on';
    case 'session-ended':
      return 'over';
    default:
      return before;
  }
}
