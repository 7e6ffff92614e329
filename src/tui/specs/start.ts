import { isProblem } from '../../cli/context.ts';
import type { Limits } from '../../core/asset.ts';
import { usualCost } from '../../core/estimate.ts';
import { runWishes } from '../../core/run-options.ts';
import type { StartOptions } from '../../core/workbench.ts';
import { ask, type Deps } from '../deps.ts';
import { choiceField, type FormField, type FormValues, numberField, textField } from '../dialogs/form.ts';
import { money } from '../facts.ts';
import { chosenModel, startSession } from '../session/actions.ts';
import { newestSession, type SpecRow } from './rows.ts';

/** Starts a session; asks first where nothing calls for one. */
export function runSpec(deps: Deps, row: SpecRow, step: boolean): void {
  const start = () => void startSession(deps, row.spec, { model: chosenModel(deps), step, causes: causesOf(row) });
  const isWaiting = newestSession(row.spec, deps.store.getState())?.status === 'waiting';
  if (row.causes.length > 0 && !isWaiting) {
    start();
    return;
  }
  ask(deps, {
    kind: 'confirm',
    title: `Regenerate ${row.spec}?`,
    lines: [
      isWaiting
        ? 'A candidate of it waits for your review already; it stays.'
        : 'It is as it was accepted; nothing asks for it.',
      'A new session starts, and costs what its limits allow.',
    ],
    yes: 'start',
    run: start,
  });
}

/** Starts sessions of a spec with limits, mode, model and number as the person says. */
export function runWithOptions(deps: Deps, row: SpecRow): void {
  const { specs, sessions } = deps.store.getState();
  const facts = specs.plan?.specs.get(row.spec);
  const usual = usualCost(sessions ?? [], row.spec);
  ask(deps, {
    kind: 'form',
    title: `Regenerate ${row.spec} with`,
    about: ({ candidates = '1' }) => [
      `${candidates === '1' ? 'A session starts' : `${candidates} sessions start, side by side`}. One usually costs ${usual === null ? 'an unknown sum: none has ended yet' : money(usual)}.`,
    ],
    fields: [
      choiceField('mode', 'mode', modeChoices(facts?.mode)),
      choiceField('step', 'pauses', ['at a candidate, a limit or an objection', afterEach]),
      numberField('candidates', 'sessions', '1'),
      ...limitFields(facts?.limits ?? null),
      ...modelFields(),
      choiceField('sandbox', 'sandbox', ['needed', noSandbox]),
      choiceField('setupNetwork', 'set-up', ['without network', withNetwork]),
    ],
    at: 0,
    yes: 'start',
    run(values) {
      const wishes = runWishes(asOptions(values));
      if (isProblem(wishes)) return `${wishes.problem} ${wishes.mend}`;
      const { candidates } = wishes;
      const options: StartOptions = { ...wishes.start, causes: causesOf(row) };
      for (let number = 1; number <= candidates; number++) {
        const candidate = candidates === 1 ? {} : { candidate: { number, of: candidates } };
        void startSession(deps, row.spec, { ...options, ...candidate });
      }
      return null;
    },
  });
}

const afterEach = 'after each attempt';
const noSandbox = 'none: what the model writes runs as you';
const withNetwork = 'may reach the network';

/** Fields for the model that is asked. */
export function modelFields(): FormField[] {
  return [
    textField('model', 'model', 'as the settings say'),
    textField('effort', 'effort', 'as the settings say'),
    numberField('maxTokens', 'tokens a reply', 'as the settings say'),
    textField('recorded', 'recording', 'none: a live model'),
  ];
}

/** Fields for the limits; what stays empty is as the spec says. */
export function limitFields(limits: Limits | null): FormField[] {
  const of = (value: number | null | undefined) => (value === null || value === undefined ? 'none' : String(value));
  const said = limits ? (name: keyof Limits) => of(limits[name]) : () => 'as each spec says';
  return [
    numberField('attempts', 'attempts', said('attempts')),
    numberField('minutes', 'minutes', said('minutes')),
    numberField('usd', 'dollars', said('usd')),
    numberField('tokens', 'tokens', said('tokens')),
  ];
}

/** Choices of a mode; the first is what the specs say. */
export function modeChoices(mode: 'scratch' | 'revise' | undefined): string[] {
  const words = { scratch: 'scratch: old code hidden', revise: 'revise: old code shown' };
  if (mode === undefined) return ['as each spec says', words.scratch, words.revise];
  return mode === 'scratch' ? [words.scratch, words.revise] : [words.revise, words.scratch];
}

/** A form's values as the options of `regent run`. */
export function asOptions({ mode = '', step, accept = '', sandbox, setupNetwork, ...values }: FormValues) {
  const [word = ''] = mode.split(':');
  return {
    ...values,
    ...(word === 'scratch' || word === 'revise' ? { mode: word } : {}),
    step: step === afterEach,
    sandbox: sandbox !== noSandbox,
    setupNetwork: setupNetwork === withNetwork,
    ...(accept.startsWith('each verified') ? { accept: 'verified' } : {}),
  };
}

function causesOf({ causes }: SpecRow): readonly string[] {
  return causes.length > 0 ? causes : ['requested'];
}
