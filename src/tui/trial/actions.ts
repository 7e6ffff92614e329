import { compareArms } from '../../core/trial/compare.ts';
import type { RunningTrial, TrialOptions } from '../../core/trial.ts';
import { ask, benchOf, type Deps, during, guarded, patch, say } from '../deps.ts';
import { openReview } from '../review/actions.ts';
import { emptyEdit } from '../text-edit.ts';
import { listedSlots, meantTrial, type TrialScreen, tableRows } from './state.ts';

/** How often the sessions that run are drawn anew; milliseconds. */
const liveMs = 1000;

/** Lists the trials there were. */
export async function showTrials(deps: Deps): Promise<void> {
  const { screen } = deps.store.getState();
  show(deps, { page: 'list', cursor: 0, ...(screen === 'trial' ? {} : { from: screen }) });
  await readTrials(deps);
}

/** Reads the list and the open trial anew. */
export function readTrials(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const list = await benchOf(deps)?.trials.list();
    if (list) patch(deps, 'trial', { list });
    const { open } = deps.store.getState().trial;
    if (open) await readOpen(deps, open.id);
  });
}

/** Opens what the cursor is on: a trial, what is behind a number, a session. */
export async function openRow(deps: Deps): Promise<void> {
  const { trial } = deps.store.getState();
  const { page, cursor, open } = trial;
  if (page === 'list') {
    const chosen = trial.list?.[cursor];
    if (chosen) await openTrial(deps, chosen.id);
  } else if (page === 'table' && open) {
    let at = cursor;
    const row = tableRows(open.comparison).find((one) => {
      at -= one.measures.length;
      return at < 0;
    });
    show(deps, { page: 'sessions', spec: row?.spec ?? null, cursor: 0 });
  } else if (page === 'sessions') {
    const slot = listedSlots(trial)[cursor];
    if (slot?.session) await openReview(deps, slot.session);
    else say(deps, 'warn', 'That session has not begun.');
  }
}

/** One page back, and in the end to the screen that this was opened from. */
export async function goBack(deps: Deps): Promise<void> {
  const { page, from } = deps.store.getState().trial;
  if (page === 'sessions') show(deps, { page: 'table', cursor: 0, spec: null });
  else if (page === 'table') await showTrials(deps);
  else deps.store.setState({ screen: from });
}

/** The other page of the open trial. */
export function turnPage(deps: Deps): void {
  const { page } = deps.store.getState().trial;
  show(deps, page === 'table' ? { page: 'sessions', cursor: 0, spec: null } : { page: 'table', cursor: 0, spec: null });
}

/** Goes on with the trial that is meant, with a higher limit if that was reached. */
export function goOn(deps: Deps): void {
  const trial = meantTrial(deps.store.getState().trial);
  if (!trial) return;
  const resume = (options: TrialOptions): void =>
    void launch(deps, 'going on with the trial', (trials) => trials.resume(trial.id, options));
  if (trial.status !== 'limit') {
    resume({});
    return;
  }
  ask(deps, {
    kind: 'text',
    title: 'Dollars at most of all its sessions together, those before included',
    edit: emptyEdit,
    run: (text) => {
      const usd = Number(text.replace('$', ''));
      if (Number.isFinite(usd) && usd > 0) resume({ totals: { usd, tokens: null, minutes: null } });
      else say(deps, 'warn', `${JSON.stringify(text)} is not a number above 0.`);
    },
  });
}

/** Interrupts the open trial; it can go on. */
export function interruptTrial(deps: Deps): void {
  const { trial } = deps.store.getState();
  trial.running.find((one) => one.id === meantTrial(trial)?.id)?.interrupt();
}

/** Interrupts all trials that run here, and waits until their logs are closed. */
export async function stopTrials(deps: Deps): Promise<void> {
  const { running } = deps.store.getState().trial;
  for (const trial of running) trial.interrupt();
  await Promise.allSettled(running.map((trial) => trial.done));
}

/** Does what starts a trial, shows it, and follows it in the background. */
export async function launch(
  deps: Deps,
  what: string,
  begin: (
    trials: NonNullable<ReturnType<typeof benchOf>>['trials'],
  ) => ReturnType<NonNullable<ReturnType<typeof benchOf>>['trials']['resume']>,
): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const trial = await during(deps, what, () => begin(workbench.trials));
  if (!trial) return;
  const { running } = deps.store.getState().trial;
  patch(deps, 'trial', { running: [...running, trial] });
  show(deps, { page: 'table', cursor: 0, spec: null, open: openOf(trial, true) });
  void follow(deps, trial);
}

/** Reads a trial's events to their end; the sessions under way are drawn anew each second, if they can be seen. */
async function follow(deps: Deps, trial: RunningTrial): Promise<void> {
  const showNow = (isRunning: boolean): void => {
    const { open, version } = deps.store.getState().trial;
    patch(deps, 'trial', {
      version: version + 1,
      ...(open?.id === trial.id ? { open: openOf(trial, isRunning) } : {}),
    });
  };
  const timer = setInterval(() => {
    const { screen, trial: shown } = deps.store.getState();
    if (screen === 'trial' && shown.open?.id === trial.id) showNow(true);
  }, liveMs);
  timer.unref();
  try {
    for await (const _ of trial.events()) showNow(true);
    await trial.done;
  } catch (error) {
    say(deps, 'bad', `The trial broke off: ${error instanceof Error ? error.message : String(error)}`, 'It can go on.');
  } finally {
    clearInterval(timer);
  }
  const { running } = deps.store.getState().trial;
  patch(deps, 'trial', { running: running.filter((one) => one !== trial) });
  showNow(false);
  if (deps.store.getState().leaving) return;
  const { ended } = trial.state;
  if (ended?.outcome === 'done') say(deps, 'good', `The trial is done: ${ended.reason}`);
  else if (ended) say(deps, 'warn', ended.reason, ended.next);
  await readTrials(deps);
}

async function openTrial(deps: Deps, id: string): Promise<void> {
  await guarded(deps, () => readOpen(deps, id));
  if (deps.store.getState().trial.open?.id === id) show(deps, { page: 'table', cursor: 0, spec: null });
}

async function readOpen(deps: Deps, id: string): Promise<void> {
  const run = deps.store.getState().trial.running.find((one) => one.id === id);
  if (run) return patch(deps, 'trial', { open: openOf(run, true) });
  const workbench = benchOf(deps);
  const record = await workbench?.trials.read(id);
  if (!record) return;
  if ('problem' in record) return say(deps, 'bad', record.problem, record.mend);
  const { summary, state, comparison } = record;
  patch(deps, 'trial', { open: { id, status: summary.status, state, comparison } });
}

function openOf({ id, state }: RunningTrial, isRunning: boolean) {
  const status = isRunning ? 'running' : (state.ended?.outcome ?? 'cut-off');
  return { id, status, state, comparison: compareArms(state) } as const;
}

/** Shows a page of trials. */
export function show(deps: Deps, change: Partial<TrialScreen>): void {
  patch(deps, 'trial', change);
  deps.store.setState({ screen: 'trial' });
}
