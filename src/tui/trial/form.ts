import { isProblem } from '../../cli/context.ts';
import type { Options } from '../../core/run-options.ts';
import { cleanLine } from '../../core/text.ts';
import type { TrialSubject } from '../../core/trial/events.ts';
import { trialOptions, trialRequest, usualRepeats } from '../../core/trial/options.ts';
import { tellPlan } from '../../core/trial/words.ts';
import type { SpecFacts } from '../../core/workbench.ts';
import { ask, benchOf, complain, type Deps, during, patch, say } from '../deps.ts';
import { choiceField, numberField, textField } from '../dialogs/form.ts';
import { asOptions, limitFields, modeChoices } from '../specs/start.ts';
import { emptyEdit, insert } from '../text-edit.ts';
import { launch, show } from './actions.ts';
import { formRows, type TrialForm } from './state.ts';

const usualUsd = 10;
/** So few specs are all chosen beforehand. */
const fewSpecs = 3;

/** Opens the form for a trial of a skill, a rule, or two models. */
export function askForTrial(deps: Deps, subject: TrialSubject): void {
  const { specs, screen } = deps.store.getState();
  const known = [...(specs.plan?.specs.values() ?? [])];
  const isNaming = (spec: SpecFacts) => subject.kind === 'skill' && spec.skills.includes(subject.name);
  const naming = known.filter(isNaming).map((spec) => spec.name);
  const chosen = naming.length > 0 ? naming : known.length <= fewSpecs ? known.map((spec) => spec.name) : [];
  const form: TrialForm = {
    subject,
    specs: known.map((spec) => ({ name: spec.name, chosen: chosen.includes(spec.name) })),
    repeats: usualRepeats,
    jobs: 1,
    usd: usualUsd,
    more: {},
  };
  show(deps, { page: 'form', form, cursor: 0, ...(screen === 'trial' ? {} : { from: screen }) });
}

/** Sets what the cursor is on, or starts. */
export function setRow(deps: Deps): void {
  const { form, cursor } = deps.store.getState().trial;
  if (!form) return;
  const row = formRows(form)[cursor];
  switch (row?.kind) {
    case 'spec':
      setForm(deps, {
        specs: form.specs.map((spec) => (spec.name === row.name ? { ...spec, chosen: !spec.chosen } : spec)),
      });
      break;
    case 'start':
      void confirmStart(deps);
      break;
    case 'against':
      ask(deps, {
        kind: 'text',
        title: 'Compare with which version? A git revision, or a folder or file; empty: without it',
        edit: insert(emptyEdit, form.subject.kind === 'models' ? '' : (form.subject.against ?? '')),
        run: (text) => setAgainst(deps, text.trim()),
      });
      break;
    case 'usd':
      ask(deps, {
        kind: 'text',
        title: 'Dollars at most of all sessions together; empty: no limit',
        edit: insert(emptyEdit, form.usd === null ? '' : String(form.usd)),
        run: (text) => {
          const usd = Number(text.replace('$', ''));
          if (text.trim() === '') setForm(deps, { usd: null });
          else if (Number.isFinite(usd) && usd > 0) setForm(deps, { usd });
          else say(deps, 'warn', `${JSON.stringify(text)} is not a number above 0.`);
        },
      });
      break;
    case 'more':
      askForMore(deps, form);
      break;
    default:
      changeNumber(deps, 1);
  }
}

/** Changes the number that the cursor is on. */
export function changeNumber(deps: Deps, by: number): void {
  const { form, cursor } = deps.store.getState().trial;
  const row = form && formRows(form)[cursor];
  if (!form || !row) return;
  if (row.kind === 'repeats') setForm(deps, { repeats: Math.max(1, form.repeats + by) });
  if (row.kind === 'jobs') setForm(deps, { jobs: Math.max(1, Math.min(16, form.jobs + by)) });
  if (row.kind === 'usd') setForm(deps, { usd: Math.max(1, (form.usd ?? 0) + by) });
}

/** Says what the trial takes, and starts it when that is confirmed. */
export async function confirmStart(deps: Deps): Promise<void> {
  const workbench = benchOf(deps);
  const { form } = deps.store.getState().trial;
  if (!workbench || !form) return;
  const options = optionsOf(form);
  const request = trialRequest(form.subject, options);
  const running = trialOptions(options);
  if (isProblem(request)) return complain(deps, request);
  if (isProblem(running)) return complain(deps, running);
  const plan = await during(deps, 'looking at what it takes', () => workbench.trials.plan(request));
  if (!plan) return;
  ask(deps, {
    kind: 'confirm',
    title: plan.unfinished === null ? `Start ${plan.sessions} sessions?` : 'Go on with the trial that is not done?',
    lines: [
      ...tellPlan(plan, form.usd).map(cleanLine),
      ...(plan.unfinished === null ? [] : [`The same trial was begun before and goes on: ${plan.unfinished}.`]),
      'They run in the background; none of them is a candidate.',
    ],
    yes: 'start',
    run: () => void launch(deps, 'starting the trial', (trials) => trials.start(request, running)),
  });
}

function setAgainst(deps: Deps, against: string): void {
  const { form } = deps.store.getState().trial;
  if (!form || form.subject.kind === 'models') return;
  setForm(deps, { subject: { ...form.subject, against: against === '' ? null : against } });
}

/** Asks for what is seldom changed: models, mode, and the limits of each session and of all together. */
function askForMore(deps: Deps, { subject, more }: TrialForm): void {
  const models =
    subject.kind === 'models'
      ? [
          textField('modelA', 'one model', 'as the settings say'),
          textField('modelB', 'the other', 'as the settings say'),
        ]
      : [textField('model', 'model', 'as the settings say')];
  const fields = [
    ...models,
    textField('effort', 'effort', 'as the settings say'),
    choiceField('mode', 'mode', modeChoices(undefined)),
    ...limitFields(null),
    numberField('totalTokens', 'tokens in all', 'no such limit'),
    numberField('totalMinutes', 'minutes by the clock', 'no such limit'),
  ];
  ask(deps, {
    kind: 'form',
    title: 'Models and limits of the trial',
    about: () => ['Attempts, minutes, dollars and tokens are those of each session; reaching one is a result.'],
    fields: fields.map((field) => {
      const value = more[field.name];
      return value === undefined || field.kind === 'choice' ? field : { ...field, edit: insert(emptyEdit, value) };
    }),
    at: 0,
    yes: 'done',
    run(values) {
      const { mode, ...others } = values;
      const { mode: word } = asOptions(mode === undefined ? {} : { mode });
      const next = { ...others, ...(word === undefined ? {} : { mode: word }) };
      const read = trialRequest(subject, next);
      if (isProblem(read)) return `${read.problem} ${read.mend}`;
      setForm(deps, { more: next });
      return null;
    },
  });
}

/** The form as the commands' options. */
function optionsOf({ specs, repeats, jobs, usd, more }: TrialForm): Options {
  const names = specs.filter((one) => one.chosen).map((one) => one.name);
  return {
    ...more,
    specs: names.join(','),
    repeats: String(repeats),
    jobs: String(jobs),
    ...(usd === null ? {} : { totalUsd: String(usd) }),
  };
}

function setForm(deps: Deps, change: Partial<TrialForm>): void {
  const { form } = deps.store.getState().trial;
  if (form) patch(deps, 'trial', { form: { ...form, ...change } });
}
