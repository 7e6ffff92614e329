import { exportTargets } from '../../core/rule-work.ts';
import { type Binding, moving } from '../binding.ts';
import { moveScroll } from '../components/pages.ts';
import { ask, type Deps, patch } from '../deps.ts';
import { askName } from '../dialogs/ask-name.ts';
import { keyOf } from '../keymap.ts';
import { layoutNow } from '../layout.ts';
import { type Screens, withoutRepository } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { chooseSpec, editRule, exportRule, importRule, newRule, readRules, runChecks, setFilter } from './actions.ts';
import { currentRow, ruleRows } from './state.ts';
import { mostRuleScroll } from './view.ts';

export const rulesKeys: readonly Binding[] = [
  {
    keys: ['s'],
    name: 'rules.spec',
    where: 'rules',
    label: 'spec',
    help: 'Choose a spec, to see which rules apply to it, why, and in which order its agent gets them.',
    hint: true,
    disabled: ({ rules }) => (rules.list ? null : 'The rules are still being read.'),
    run: (deps) => {
      const { list, merged } = deps.store.getState().rules;
      const specs = list?.specs ?? [];
      ask(deps, {
        kind: 'choose',
        title: 'Rules for which spec?',
        options: [['', 'all specs'], ...specs.map((spec) => [spec, spec] as const)],
        at: merged ? specs.indexOf(merged.spec) + 1 : 0,
        run: (spec) => void chooseSpec(deps, spec),
      });
    },
  },
  {
    keys: ['v'],
    name: 'rules.view',
    where: 'rules',
    label: 'view',
    help: 'Show the rule exactly as the model gets it, or the list again.',
    hint: true,
    disabled: withoutRule,
    run: (deps) => {
      const { pane } = deps.store.getState().rules;
      patch(deps, 'rules', { pane: pane === 'text' ? 'list' : 'text', scroll: 0 });
    },
  },
  {
    keys: ['c'],
    name: 'rules.check',
    where: 'rules',
    label: 'check',
    help: "Run the rule's check against the accepted outputs of its specs, or of the spec that is chosen.",
    hint: true,
    disabled: withoutCheck,
    run: (deps) => runChecks(deps, currentRow(deps.store.getState().rules)?.entry?.rule.name),
  },
  {
    keys: ['w'],
    name: 'rules.check-worktree',
    where: 'rules',
    label: 'check the work tree',
    help: 'The same for the outputs as they lie in the work tree: break the rule in one, and see its check fail.',
    disabled: withoutCheck,
    run: (deps) => runChecks(deps, currentRow(deps.store.getState().rules)?.entry?.rule.name, true),
  },
  {
    keys: ['C'],
    name: 'rules.check-all',
    where: 'rules',
    label: 'check all',
    help: 'Run the checks of all rules, for all specs or for the one that is chosen.',
    disabled: withoutRepository,
    run: (deps) => runChecks(deps, undefined),
  },
  {
    keys: ['e'],
    name: 'rules.edit',
    where: 'rules',
    label: 'edit',
    help: 'Open the rule in $EDITOR; afterwards it is checked, and what is wrong is said with its line.',
    hint: true,
    disabled: withoutRow,
    run: async (deps) => {
      const row = currentRow(deps.store.getState().rules);
      if (row) await editRule(deps, row.file);
    },
  },
  {
    keys: ['n'],
    name: 'rules.new',
    where: 'rules',
    label: 'new',
    help: 'Write a rule from a template and open it in $EDITOR.',
    hint: true,
    disabled: withoutRepository,
    run: (deps) => {
      const rules = deps.store.getState().rules.list?.rules ?? [];
      const taken = rules.flatMap(({ rule }) => (rule.source === 'rules' ? [rule.name] : []));
      askName(deps, 'rule', taken, (name) => void newRule(deps, name));
    },
  },
  {
    keys: ['x'],
    name: 'rules.export',
    where: 'rules',
    label: 'export',
    help: "Write the rule into another tool's folder; what its format can't say is said.",
    disabled: withoutRule,
    run: (deps) =>
      ask(deps, {
        kind: 'choose',
        title: 'Export to which tool?',
        options: exportTargets.map((to) => [to, to === 'agents' ? 'AGENTS.md' : to] as const),
        at: 0,
        run: (to) => void exportRule(deps, exportTargets.find((one) => one === to) ?? 'agents'),
      }),
  },
  {
    keys: ['i'],
    name: 'rules.import',
    where: 'rules',
    label: 'import',
    help: "Make a rule of the project from a file in another tool's format.",
    disabled: withoutRepository,
    run: (deps) =>
      ask(deps, {
        kind: 'text',
        title: 'Path of the rule file',
        edit: { ...emptyEdit, before: foreignFile(deps) },
        run: (path) => void importRule(deps, path),
      }),
  },
  {
    keys: ['/'],
    name: 'rules.filter',
    where: 'rules',
    label: 'filter',
    help: 'Show the rules whose name, file, description or reason has these words.',
    hint: true,
    disabled: withoutRepository,
    run: (deps) => {
      const filter = (value: string) => setFilter(deps, value);
      const edit = { ...emptyEdit, before: deps.store.getState().rules.filter };
      ask(deps, { kind: 'text', title: 'filter', edit, run: filter, change: filter });
    },
  },
  {
    keys: ['enter', 'tab', 'l', 'right'],
    name: 'rules.details',
    where: 'rules',
    label: 'details',
    help: 'Move the keys to the details at the right, or back.',
    disabled: withoutRow,
    run: (deps) => {
      const { pane } = deps.store.getState().rules;
      patch(deps, 'rules', { pane: pane === 'list' ? 'details' : 'list', scroll: 0 });
    },
  },
  {
    keys: ['h', 'left', 'esc'],
    name: 'rules.back',
    where: 'rules',
    label: 'back',
    help: 'Back to the list; then clear the filter; then show the rules of all specs.',
    run: async (deps) => {
      const { rules } = deps.store.getState();
      if (rules.pane !== 'list') patch(deps, 'rules', { pane: 'list', scroll: 0 });
      else if (rules.filter !== '') setFilter(deps, '');
      else if (rules.merged) await chooseSpec(deps, '');
    },
  },
  {
    keys: ['ctrl-r'],
    name: 'rules.refresh',
    where: 'rules',
    label: 'refresh',
    help: 'Read the rules anew.',
    disabled: withoutRepository,
    run: readRules,
  },
  ...moving('rules', (deps, rows) => {
    const state = deps.store.getState();
    const { rules } = state;
    if (rules.pane !== 'list') {
      patch(deps, 'rules', { scroll: moveScroll(rules.scroll, rows, mostRuleScroll(state, layoutNow(deps))) });
      return;
    }
    const list = ruleRows(rules);
    const at = Math.max(
      0,
      list.findIndex((row) => row.file === rules.cursor),
    );
    const next = list[Math.max(0, Math.min(list.length - 1, at + rows))];
    patch(deps, 'rules', { cursor: next?.file ?? null, scroll: 0 });
  }),
];

function withoutRow({ rules }: Screens): string | null {
  if (currentRow(rules)) return null;
  return rules.list ? 'There is no rule to choose.' : 'The rules are still being read.';
}

function withoutRule(state: Screens): string | null {
  return (
    withoutRow(state) ??
    (currentRow(state.rules)?.entry ? null : `The file is no rule: ${keyOf(state, 'rules.edit')} edits it.`)
  );
}

function withoutCheck(state: Screens): string | null {
  return withoutRule(state) ?? (currentRow(state.rules)?.entry?.rule.check === null ? 'The rule has no check.' : null);
}

/** The file under the cursor, where it is another tool's. */
function foreignFile(deps: Deps): string {
  const rule = currentRow(deps.store.getState().rules)?.entry?.rule;
  return rule && rule.source !== 'rules' ? rule.file : '';
}
