import { isProblem } from '../../cli/context.ts';
import { createBudget, limitOptions, modelChoice, number } from '../../core/run-options.ts';
import type { SessionSummary } from '../../core/workbench.ts';
import { ask, benchOf, type Deps, during } from '../deps.ts';
import { choiceField, numberField, textField } from '../dialogs/form.ts';
import { plural } from '../facts.ts';
import { limitFields, modelFields } from '../specs/start.ts';
import { resumeSession } from './actions.ts';
import { cutOff } from './known.ts';

/** Goes on with a session that is over; one that reached a limit needs a higher one, so that is asked for first. */
export async function goOn(deps: Deps, session: Pick<SessionSummary, 'id' | 'outcome'>): Promise<void> {
  if (session.outcome === 'limit') await goOnWith(deps, session.id);
  else await resumeSession(deps, session.id);
}

/** Goes on with limits, a message and an attempt as the person says: as `regent resume` does with its options. */
export async function goOnWith(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const record = workbench && (await during(deps, 'reading the session', () => workbench.read(id)));
  if (!record) return;
  const { state, summary } = record;
  const attempts = state.attempts.map(({ number: at }) => `attempt ${at}`).reverse();
  ask(deps, {
    kind: 'form',
    title: `Go on with the session of ${summary.spec}`,
    about: () => [summary.reason, 'Limits count from the beginning of the session: give more than is used up.'],
    fields: [
      ...limitFields(state.limits),
      textField('message', 'message', 'none'),
      choiceField('rollback', 'outputs', ['as they are', ...attempts.map((one) => `as at ${one}`)]),
      choiceField('step', 'pauses', state.step ? [afterEach, seldom] : [seldom, afterEach]),
      numberField('totalUsd', 'more dollars', 'as the limit says'),
      ...modelFields(),
    ],
    at: 0,
    yes: 'go on',
    run({ message, rollback = '', step, ...values }) {
      const limits = limitOptions(values);
      if (isProblem(limits)) return `${limits.problem} ${limits.mend}`;
      const model = modelChoice(values);
      if (isProblem(model)) return `${model.problem} ${model.mend}`;
      const isChosen = ['model', 'effort', 'maxTokens', 'recorded'].some((name) => values[name] !== undefined);
      const total = number('total-usd', values.totalUsd);
      if (typeof total === 'object') return `${total.problem} ${total.mend}`;
      const attempt = /^as at attempt (\d+)$/.exec(rollback)?.[1];
      void resumeSession(deps, id, {
        limits,
        ...(isChosen ? { model } : {}),
        ...(message ? { message } : {}),
        ...(attempt ? { rollBackTo: Number(attempt) } : {}),
        step: step === afterEach,
        budget: total === undefined ? null : createBudget(total),
      });
      return null;
    },
  });
}

const afterEach = 'after each attempt';
const seldom = 'at a candidate, a limit or an objection';

/** Goes on with all sessions that were cut off, after a confirmation that names them. */
export function goOnWithCutOff(deps: Deps): void {
  const sessions = cutOff(deps.store.getState());
  ask(deps, {
    kind: 'confirm',
    title: `Go on with ${plural(sessions.length, 'session')}?`,
    lines: [
      `Cut off when the program died: ${sessions.map((one) => one.spec).join(', ')}.`,
      'Each goes on from its last event, within the limits that it had. What was answered is not asked again.',
    ],
    yes: 'go on',
    moot: (state) => (cutOff(state).length > 0 ? null : 'No session is cut off any more.'),
    run: () => {
      for (const session of sessions) void resumeSession(deps, session.id);
    },
  });
}
