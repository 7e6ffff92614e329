import { type Binding, moving } from '../binding.ts';
import { type Deps, patch } from '../deps.ts';
import { keyOf } from '../keymap.ts';
import { currentRow } from '../rules/state.ts';
import { chosenSkill } from '../skills/state.ts';
import { type Screens, withoutRepository } from '../store.ts';
import { goBack, goOn, interruptTrial, openRow, readTrials, showTrials, turnPage } from './actions.ts';
import { askForTrial, changeNumber, confirmStart, setRow } from './form.ts';
import { meantTrial, rowCount } from './state.ts';

const chosenAsset = {
  skills: (state: Screens) => chosenSkill(state.skills)?.name ?? null,
  rules: (state: Screens) => currentRow(state.rules)?.entry?.rule.name ?? null,
} as const;

/** On the screens of skills and rules: start a trial, and look at earlier ones. */
export const trialStarters: readonly Binding[] = (['skills', 'rules'] as const).flatMap((where): Binding[] => {
  const kind = where === 'skills' ? 'skill' : 'rule';
  return [
    {
      keys: ['t'],
      name: `${where}.trial`,
      where,
      label: 'trial',
      help: `Try the ${kind}: the same specs with it and without it, side by side.`,
      hint: true,
      disabled: (state) => {
        if (chosenAsset[where](state) === null) return `There is no ${kind} to try.`;
        if (state.bench.kind === 'open' && state.bench.demo) return 'The demo has a recording for a model.';
        return state.specs.plan ? null : 'The specs are still being read.';
      },
      run: (deps) => {
        const name = chosenAsset[where](deps.store.getState());
        if (name !== null) askForTrial(deps, { kind, name, against: null });
      },
    },
    {
      keys: ['T'],
      name: `${where}.trials`,
      where,
      label: 'trials',
      help: 'List the trials: those that run, and those that are over.',
      disabled: withoutRepository,
      run: showTrials,
    },
  ];
});

export const trialKeys: readonly Binding[] = [
  {
    keys: ['enter'],
    name: 'trial.open',
    where: 'trial',
    label: 'open',
    help: 'Open what the cursor is on: a trial, the sessions behind a number, a session in Review; in the form, set it.',
    hint: true,
    disabled: ({ trial }) => (rowCount(trial) > 0 ? null : 'There is nothing to open.'),
    run: (deps) => (deps.store.getState().trial.page === 'form' ? setRow(deps) : openRow(deps)),
  },
  {
    keys: ['space'],
    name: 'trial.set',
    where: 'trial',
    label: 'choose',
    help: 'In the form: choose a spec or leave it out, or set what the cursor is on.',
    hint: true,
    disabled: outsideForm,
    run: setRow,
  },
  {
    keys: ['l', 'right', '+'],
    name: 'trial.more',
    where: 'trial',
    label: 'more',
    help: 'In the form: one more.',
    hint: true,
    disabled: outsideForm,
    run: (deps) => changeNumber(deps, 1),
  },
  {
    keys: ['h', 'left', '-'],
    name: 'trial.less',
    where: 'trial',
    label: 'less',
    help: 'In the form: one less.',
    hint: true,
    disabled: outsideForm,
    run: (deps) => changeNumber(deps, -1),
  },
  {
    keys: ['s'],
    name: 'trial.start',
    where: 'trial',
    label: 'start',
    help: 'Start the trial, after a confirmation that says how many sessions and what they may cost at most.',
    hint: true,
    disabled: (state) =>
      outsideForm(state) ??
      (state.trial.form?.specs.some((spec) => spec.chosen)
        ? null
        : `Choose a spec first (${keyOf(state, 'trial.set')}).`),
    run: confirmStart,
  },
  {
    keys: ['m'],
    name: 'trial.models',
    where: 'trial',
    label: 'models',
    help: 'Compare two models: the same specs with the one and with the other, side by side.',
    hint: true,
    disabled: (state) => {
      if (state.trial.page !== 'list') return `That begins at the list of trials (${keyOf(state, 'trial.back')}).`;
      return state.specs.plan ? null : 'The specs are still being read.';
    },
    run: (deps) => askForTrial(deps, { kind: 'models' }),
  },
  {
    keys: ['tab'],
    name: 'trial.page',
    where: 'trial',
    label: 'sessions',
    help: 'Turn the page: the table, or all sessions.',
    hint: true,
    disabled: withoutOpen,
    run: turnPage,
  },
  {
    keys: ['c'],
    name: 'trial.go-on',
    where: 'trial',
    label: 'go on',
    help: 'Go on with a trial that was cut off, interrupted, or reached a limit.',
    hint: true,
    disabled: ({ trial }) => {
      const status = meantTrial(trial)?.status;
      if (!status) return 'There is no trial.';
      return status === 'done' || status === 'running' ? `The trial is ${status}.` : null;
    },
    run: goOn,
  },
  {
    keys: ['i'],
    name: 'trial.interrupt',
    where: 'trial',
    label: 'interrupt',
    help: 'Interrupt the trial; it can go on.',
    hint: true,
    disabled: ({ trial }) =>
      trial.running.some((one) => one.id === meantTrial(trial)?.id) ? null : 'It does not run here.',
    run: interruptTrial,
  },
  {
    keys: ['esc'],
    name: 'trial.back',
    where: 'trial',
    label: 'back',
    help: 'One page back: from the sessions to the table, to the list, to where it was opened from.',
    hint: true,
    run: goBack,
  },
  {
    keys: ['ctrl-r'],
    name: 'trial.refresh',
    where: 'trial',
    label: 'refresh',
    help: 'Read the trials anew.',
    run: readTrials,
  },
  ...moving('trial', (deps: Deps, rows) => {
    const { trial } = deps.store.getState();
    const last = Math.max(0, rowCount(trial) - 1);
    patch(deps, 'trial', { cursor: Math.max(0, Math.min(last, trial.cursor + rows)) });
  }),
];

function outsideForm({ trial }: Screens): string | null {
  return trial.page === 'form' && trial.form ? null : 'That is for the form of a new trial.';
}

function withoutOpen({ trial }: Screens): string | null {
  return trial.page === 'table' || trial.page === 'sessions' ? null : 'No trial is open.';
}
