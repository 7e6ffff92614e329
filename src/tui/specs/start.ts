import { isProblem } from '../../cli/context.ts';
import type { Limits } from '../../core/asset.ts';
import { type BeforeStart, explainStart } from '../../core/before-start.ts';
import { usualCost } from '../../core/estimate.ts';
import { runWishes } from '../../core/run-options.ts';
import type { StartOptions } from '../../core/workbench.ts';
import { ask, benchOf, type Deps, during } from '../deps.ts';
import { choiceField, type FormField, type FormValues, numberField, textField } from '../dialogs/form.ts';
import { startDraft } from '../draft/run.ts';
import { money } from '../facts.ts';
import { refreshSessions } from '../project.ts';
import { chosenModel, startSession } from '../session/actions.ts';
import { newestSession, type SpecRow } from './rows.ts';

/** Starts a session; asks first where nothing calls for one, or where it is not all that is at work on the spec. */
export async function runSpec(deps: Deps, row: SpecRow, step: boolean): Promise<void> {
  const { spec } = row;
  const start = () => void startSession(deps, spec, { model: chosenModel(deps), step, causes: causesOf(row) });
  const before = await lookBefore(deps, spec);
  if (!before) return;
  const isWaiting = newestSession(spec, deps.store.getState())?.status === 'waiting';
  const odd = explainStart(before);
  if (row.causes.length > 0 && !isWaiting && odd.length === 0) {
    start();
    return;
  }
  const lines = [
    ...odd,
    ...(isWaiting ? ['A candidate of it waits for your review already; it stays.'] : []),
    ...(row.causes.length === 0 && before.drift.length === 0 ? ['It is as it was accepted; nothing asks for it.'] : []),
    'A new session starts, and costs what its limits allow.',
  ];
  const title = `Regenerate ${spec}?`;
  if (before.drift.length > 0) askAboutDrift(deps, spec, { title, lines, start });
  else ask(deps, { kind: 'confirm', title, lines, yes: 'start', run: start });
}

/** Work that was done by hand is about to be lost: it can become a requirement and a test instead. */
function askAboutDrift(
  deps: Deps,
  spec: string,
  { title, lines, start }: { title: string; lines: readonly string[]; start: () => void },
): void {
  ask(deps, {
    kind: 'choose',
    title,
    lines,
    options: [
      ['absorb', 'absorb it: draft the requirement and the test that it was for'],
      ['start', 'start all the same'],
    ],
    at: 0,
    run: (value) => (value === 'absorb' ? void startDraft(deps, { kind: 'absorb', spec }) : start()),
  });
}

/** What is at work on the spec in this moment, here or elsewhere; the list of sessions is as new. */
async function lookBefore(deps: Deps, spec: string): Promise<BeforeStart | null> {
  const workbench = benchOf(deps);
  if (!workbench) return null;
  const [before] = await Promise.all([
    during(deps, `looking at ${spec}`, () => workbench.beforeStart(spec)),
    refreshSessions(deps),
  ]);
  return before;
}

/** Starts sessions of a spec with limits, mode, model and number as the person says. */
export async function runWithOptions(deps: Deps, row: SpecRow): Promise<void> {
  const before = await lookBefore(deps, row.spec);
  if (!before) return;
  const { specs, sessions } = deps.store.getState();
  const facts = specs.plan?.specs.get(row.spec);
  const usual = usualCost(sessions ?? [], row.spec);
  ask(deps, {
    kind: 'form',
    title: `Regenerate ${row.spec} with`,
    about: ({ candidates = '1', mode = '' }) => [
      ...explainStart(before, mode.startsWith('revise') ? 'revise' : 'scratch'),
      `${candidates === '1' ? 'A session starts' : `${candidates} sessions start, side by side`}. ${usual === null ? 'What one costs is not known: none has ended yet' : `One usually costs ${money(usual)}`}.`,
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
