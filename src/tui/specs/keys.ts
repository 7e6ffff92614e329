import { type Binding, moving } from '../binding.ts';
import { moveScroll } from '../components/pages.ts';
import { ask, benchOf, patch, say } from '../deps.ts';
import { askName } from '../dialogs/ask-name.ts';
import { startDraft } from '../draft/run.ts';
import { editAsset } from '../edit-asset.ts';
import { editFile } from '../edit-file.ts';
import { keyOf } from '../keymap.ts';
import { layoutNow } from '../layout.ts';
import { describeSoon, readAnew, refresh } from '../project.ts';
import { goOn, goOnWithCutOff } from '../session/go-on.ts';
import { cutOff } from '../session/known.ts';
import { askDemo } from '../set-up/demo.ts';
import { askInit } from '../set-up/fixes.ts';
import { withTrust } from '../skills/actions.ts';
import { isAnythingUnderWay } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { newSpec, openSpec, setFilter, withRow } from './actions.ts';
import { lockAnew, verifySpec } from './prove.ts';
import { needing, newestSession, specRows } from './rows.ts';
import { askToRunPlan } from './run-plan.ts';
import { runSpec, runWithOptions } from './start.ts';
import { mostDetailScroll } from './view.ts';
import { currentRow, notInDemo, notThere, whyNotAccepted, whyNotRun, withoutSpec } from './why-not.ts';

export const specsKeys: readonly Binding[] = [
  {
    keys: ['enter'],
    name: 'specs.open',
    where: 'specs',
    label: 'open',
    help: 'Go where the spec needs you: to its waiting candidate, its running session, or its details.',
    hint: true,
    disabled: withoutSpec,
    run: openSpec,
  },
  {
    keys: ['r'],
    name: 'specs.run',
    where: 'specs',
    label: 'run',
    help: 'Regenerate the spec: start a session.',
    hint: true,
    disabled: whyNotRun,
    run: (deps) => withRow(deps, (row) => withTrust(deps, () => void runSpec(deps, row, false))),
  },
  {
    keys: ['s'],
    name: 'specs.step',
    where: 'specs',
    label: 'step',
    help: 'Start a session that pauses after each attempt.',
    disabled: whyNotRun,
    run: (deps) => withRow(deps, (row) => withTrust(deps, () => void runSpec(deps, row, true))),
  },
  {
    keys: ['o'],
    name: 'specs.options',
    where: 'specs',
    label: 'run with …',
    help: 'Start sessions with other limits, another mode or model, or several side by side.',
    disabled: (state) => whyNotRun(state) ?? notInDemo(state),
    run: (deps) => withRow(deps, (row) => withTrust(deps, () => void runWithOptions(deps, row))),
  },
  {
    keys: ['R'],
    name: 'specs.run-plan',
    where: 'specs',
    label: 'all',
    help: 'Regenerate all that the plan says, dependencies first; says before what that means and may cost.',
    hint: true,
    disabled: (state) => {
      if (!state.specs.plan) return notThere(state);
      if (state.specs.run) return `The plan runs already; ${keyOf(state, 'specs.stop-plan')} begins no further spec.`;
      return (
        notInDemo(state) ?? (needing(specRows({ ...state.specs, filter: '' })) > 0 ? null : 'There is nothing to do.')
      );
    },
    run: askToRunPlan,
  },
  {
    keys: ['X'],
    name: 'specs.stop-plan',
    where: 'specs',
    label: 'stop the run',
    help: 'Begin no further spec of the plan; sessions under way go on.',
    disabled: (state) => (state.specs.run ? null : 'No run of the plan is under way.'),
    run: (deps) => {
      deps.store.getState().specs.run?.stop();
      say(deps, 'plain', 'No further spec begins; the sessions under way go on.');
    },
  },
  {
    keys: ['c'],
    name: 'specs.resume',
    where: 'specs',
    label: 'go on',
    help: "Go on with the spec's last session: one that was cut off, interrupted, or reached a limit.",
    hint: true,
    disabled: (state) => {
      const session = newestSession(state.specs.cursor ?? '', state);
      if (!session) return `The spec has no session yet; ${keyOf(state, 'specs.run')} starts one.`;
      return session.status === 'crashed' || session.status === 'ended'
        ? null
        : `Its last session is ${session.status}.`;
    },
    run: async (deps) => {
      const session = newestSession(deps.store.getState().specs.cursor ?? '', deps.store.getState());
      if (session) await goOn(deps, session);
    },
  },
  {
    keys: ['C'],
    name: 'specs.resume-all',
    where: 'specs',
    label: 'go on with all',
    help: 'Go on with every session that was cut off when the program died.',
    disabled: (state) => (cutOff(state).length > 0 ? null : 'No session was cut off.'),
    run: goOnWithCutOff,
  },
  {
    keys: ['p'],
    name: 'specs.plan',
    where: 'specs',
    label: 'plan',
    help: 'Show which specs would be regenerated, in which order, and why.',
    hint: true,
    disabled: (state) => (state.specs.plan ? null : 'There is no plan yet.'),
    run: (deps) => ask(deps, { kind: 'page', title: 'The plan', page: 'plan', scroll: 0 }),
  },
  {
    keys: ['e'],
    name: 'specs.edit',
    where: 'specs',
    label: 'edit',
    help: 'Open spec.md in $EDITOR; afterwards the plan is made anew.',
    hint: true,
    disabled: withoutSpec,
    run: async (deps) => {
      const row = currentRow(deps.store.getState());
      const workbench = benchOf(deps);
      if (!row || !workbench) return;
      await editFile(deps, `${workbench.root}/specs/${row.spec}/spec.md`);
      await refresh(deps);
    },
  },
  {
    keys: ['E'],
    name: 'specs.edit-asset',
    where: 'specs',
    label: 'edit …',
    help: 'Choose a test, the contract or a rule of the spec, and open it in $EDITOR.',
    disabled: withoutSpec,
    run: (deps) => withRow(deps, (row) => editAsset(deps, row.spec, () => refresh(deps))),
  },
  {
    keys: ['F'],
    name: 'specs.lock-anew',
    where: 'specs',
    label: 'lock anew',
    help: 'Verify the accepted code against the assets as they are, without a model; if it holds, lock and commit that.',
    disabled: whyNotAccepted,
    run: (deps) => withRow(deps, (row) => lockAnew(deps, row.spec)),
  },
  {
    keys: ['v'],
    name: 'specs.verify',
    where: 'specs',
    label: 'verify',
    help: 'Run all that verifies a build for the accepted code: tests, holdout tests, rule checks, contract.',
    disabled: whyNotAccepted,
    run: (deps) => withRow(deps, (row) => verifySpec(deps, row.spec)),
  },
  {
    keys: ['/'],
    name: 'specs.filter',
    where: 'specs',
    label: 'filter',
    help: 'Show the specs whose name, cause or summary has these words.',
    hint: true,
    run: (deps) => {
      const filter = (value: string) => setFilter(deps, value);
      const { specs } = deps.store.getState();
      ask(deps, {
        kind: 'text',
        title: 'filter',
        edit: { ...emptyEdit, before: specs.filter },
        run: filter,
        change: filter,
      });
    },
  },
  {
    keys: ['tab', 'l', 'right'],
    name: 'specs.details',
    where: 'specs',
    label: 'details',
    help: 'Move the keys to the details at the right, or back.',
    disabled: withoutSpec,
    run: (deps) => patch(deps, 'specs', { open: !deps.store.getState().specs.open, scroll: 0 }),
  },
  {
    keys: ['h', 'left', 'esc'],
    name: 'specs.back',
    where: 'specs',
    label: 'back',
    help: 'Back to the list; clear the filter.',
    run: (deps) => {
      const { specs } = deps.store.getState();
      if (specs.open) patch(deps, 'specs', { open: false, scroll: 0 });
      else if (specs.filter !== '') setFilter(deps, '');
    },
  },
  {
    keys: ['A'],
    name: 'specs.absorb',
    where: 'specs',
    label: 'absorb',
    help: 'Draft the requirement and the test that say what a change by hand was for.',
    hint: true,
    disabled: (state) => {
      const row = currentRow(state);
      if (!row) return notThere(state);
      return row.causes.includes('drifted') ? null : 'Its code was not changed by hand.';
    },
    run: async (deps) => {
      const row = currentRow(deps.store.getState());
      if (row) await startDraft(deps, { kind: 'absorb', spec: row.spec });
    },
  },
  {
    keys: ['D'],
    name: 'specs.demo',
    where: 'specs',
    label: 'demo',
    help: 'Watch a recorded session in a scratch repository; needs no key and costs nothing.',
    disabled: (state) =>
      isAnythingUnderWay(state) ? 'Something runs here still; the demo is another repository.' : null,
    run: askDemo,
  },
  {
    keys: ['i'],
    name: 'specs.init',
    where: 'specs',
    label: 'start here',
    help: 'Make what is missing of repository, first spec and first commit, after saying what exactly.',
    disabled: (state) => {
      const lacksCommit = state.findings?.some((one) => one.name === 'first commit') === true;
      const hasSpecs = state.specs.plan && specRows({ ...state.specs, filter: '' }).length > 0;
      return hasSpecs && !lacksCommit ? 'There are specs here already.' : null;
    },
    run: askInit,
  },
  {
    keys: ['n'],
    name: 'specs.new',
    where: 'specs',
    label: 'new',
    help: 'Write a further spec from a template, and open it in $EDITOR.',
    disabled: ({ bench }) => (bench.kind === 'open' ? null : 'There is no repository yet.'),
    run: (deps) => {
      const taken = specRows({ ...deps.store.getState().specs, filter: '' }).map((row) => row.spec);
      askName(deps, 'spec', taken, (name) => void newSpec(deps, name));
    },
  },
  {
    keys: ['ctrl-r'],
    name: 'specs.refresh',
    where: 'specs',
    label: 'refresh',
    help: 'Read specs and sessions anew.',
    run: readAnew,
  },
  ...moving('specs', (deps, rows) => {
    const state = deps.store.getState();
    const { specs } = state;
    if (specs.open) {
      patch(deps, 'specs', { scroll: moveScroll(specs.scroll, rows, mostDetailScroll(state, layoutNow(deps))) });
      return;
    }
    const list = specRows(specs);
    const at = Math.max(
      0,
      list.findIndex((row) => row.spec === specs.cursor),
    );
    const next = list[Math.max(0, Math.min(list.length - 1, at + rows))];
    patch(deps, 'specs', { cursor: next?.spec ?? null, scroll: 0 });
    describeSoon(deps);
  }),
];
