import { SKILL_TEMPLATES } from '../../core/skill-templates.ts';
import { type Binding, moving } from '../binding.ts';
import { moveScroll } from '../components/pages.ts';
import { ask, type Deps, patch } from '../deps.ts';
import { askName } from '../dialogs/ask-name.ts';
import { askSkillDraft } from '../draft/asks.ts';
import { keyOf } from '../keymap.ts';
import { layoutNow } from '../layout.ts';
import { type Screens, withoutRepository } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import {
  askForTrust,
  editSkill,
  exportTo,
  importFrom,
  newSkill,
  readLevels,
  readSkills,
  setFilter,
} from './actions.ts';
import { chosenSkill, skillRows } from './state.ts';
import { mostSkillScroll } from './view.ts';

export const skillsKeys: readonly Binding[] = [
  {
    keys: ['v'],
    name: 'skills.view',
    where: 'skills',
    label: 'what the model gets',
    help: 'Show to the letter what the model gets of the skill, level by level (h and l), or the list again.',
    hint: true,
    disabled: withoutSkill,
    run: (deps) => {
      const { pane } = deps.store.getState().skills;
      patch(deps, 'skills', { pane: pane === 'text' ? 'list' : 'text', scroll: 0 });
    },
  },
  {
    keys: ['n'],
    name: 'skills.new',
    where: 'skills',
    label: 'new',
    help: 'Write a skill from a template and open it in $EDITOR, or have it drafted from sessions; either way it is validated.',
    hint: true,
    disabled: withoutRepository,
    run: askForName,
  },
  {
    keys: ['e'],
    name: 'skills.edit',
    where: 'skills',
    label: 'edit',
    help: 'Open SKILL.md in $EDITOR; afterwards it is validated, and what is wrong is said with its line.',
    hint: true,
    disabled: (state) =>
      withoutRow(state) ??
      (chosenSkill(state.skills)?.source === 'built-in'
        ? `It ships with Regent: ${keyOf(state, 'skills.new')} makes one like it.`
        : null),
    run: async (deps) => {
      const entry = chosenSkill(deps.store.getState().skills);
      if (entry) await editSkill(deps, entry);
    },
  },
  {
    keys: ['y'],
    name: 'skills.trust',
    where: 'skills',
    label: 'trust',
    help: "Say whether the agent may be offered the project's own skills.",
    disabled: ({ skills }) => (skills.list ? null : 'The skills are still being read.'),
    run: (deps) => askForTrust(deps),
  },
  {
    keys: ['i'],
    name: 'skills.import',
    where: 'skills',
    label: 'import',
    help: 'Copy skills into the project: from claude, agents, or a folder.',
    disabled: withoutRepository,
    run: (deps) => askForPlace(deps, 'Import from', importPlaces, (from) => void importFrom(deps, from)),
  },
  {
    keys: ['x'],
    name: 'skills.export',
    where: 'skills',
    label: 'export',
    help: "Copy the skill into another tool's folder, or into any.",
    disabled: withoutSkill,
    run: (deps) => askForPlace(deps, 'Export to', exportPlaces, (to) => void exportTo(deps, to)),
  },
  {
    keys: ['/'],
    name: 'skills.filter',
    where: 'skills',
    label: 'filter',
    help: 'Show the skills whose name, description or place has these words.',
    hint: true,
    disabled: withoutRepository,
    run: (deps) => {
      const filter = (value: string) => setFilter(deps, value);
      const edit = { ...emptyEdit, before: deps.store.getState().skills.filter };
      ask(deps, { kind: 'text', title: 'filter', edit, run: filter, change: filter });
    },
  },
  {
    keys: ['enter', 'tab', 'l', 'right'],
    name: 'skills.details',
    where: 'skills',
    label: 'details',
    help: 'Move the keys to the details at the right, or back; in the text, go to the next level.',
    disabled: withoutRow,
    run: (deps) => {
      const { pane, level } = deps.store.getState().skills;
      if (pane === 'text') patch(deps, 'skills', { level: level === 3 ? 1 : ((level + 1) as 2 | 3), scroll: 0 });
      else patch(deps, 'skills', { pane: pane === 'list' ? 'details' : 'list', scroll: 0 });
    },
  },
  {
    keys: ['h', 'left', 'esc'],
    name: 'skills.back',
    where: 'skills',
    label: 'back',
    help: 'In the text, back to the level before; back to the list; clear the filter.',
    run: (deps) => {
      const { pane, level, filter } = deps.store.getState().skills;
      if (pane === 'text' && level > 1) patch(deps, 'skills', { level: (level - 1) as 1 | 2, scroll: 0 });
      else if (pane !== 'list') patch(deps, 'skills', { pane: 'list', scroll: 0 });
      else if (filter !== '') setFilter(deps, '');
    },
  },
  {
    keys: ['ctrl-r'],
    name: 'skills.refresh',
    where: 'skills',
    label: 'refresh',
    help: 'Read the skills anew.',
    disabled: withoutRepository,
    run: readSkills,
  },
  ...moving('skills', (deps, rows) => {
    const state = deps.store.getState();
    const { skills } = state;
    if (skills.pane !== 'list') {
      patch(deps, 'skills', { scroll: moveScroll(skills.scroll, rows, mostSkillScroll(state, layoutNow(deps))) });
      return;
    }
    const list = skillRows(skills);
    const at = Math.max(
      0,
      list.findIndex((row) => row.folder === skills.cursor),
    );
    const next = list[Math.max(0, Math.min(list.length - 1, at + rows))];
    patch(deps, 'skills', { cursor: next?.folder ?? null, scroll: 0 });
    void readLevels(deps);
  }),
];

const importPlaces = [
  ['claude', 'claude: .claude/skills, here and at home'],
  ['agents', 'agents: .agents/skills, here and at home'],
] as const;

const exportPlaces = [
  ['claude', 'claude: .claude/skills of this project'],
  ['agents', 'agents: .agents/skills of this project'],
  ['home-claude', 'home-claude: ~/.claude/skills'],
  ['home-agents', 'home-agents: ~/.agents/skills'],
] as const;

/** Asks for another tool's folder, or for the path of any. */
function askForPlace(
  deps: Deps,
  title: string,
  places: readonly (readonly [value: string, label: string])[],
  run: (place: string) => void,
): void {
  const path = () => ask(deps, { kind: 'text', title: `${title} which folder`, edit: emptyEdit, run });
  const options = [...places, ['', 'a folder'] as const];
  ask(deps, { kind: 'choose', title, options, at: 0, run: (place) => (place === '' ? path() : run(place)) });
}

/** Asks for a name, then for what to begin from: a template, or the skill under the cursor. */
function askForName(deps: Deps): void {
  const like = chosenSkill(deps.store.getState().skills);
  const templates: Record<(typeof SKILL_TEMPLATES)[number], string> = {
    basic: 'basic: one SKILL.md',
    script: 'script: with a script that the agent runs',
    reference: 'reference: with details in a file of their own',
  };
  const options = SKILL_TEMPLATES.map((one): readonly [string, string] => [one, templates[one]]);
  const { list } = deps.store.getState().skills;
  const taken = (list?.skills ?? [])
    .filter(({ source }) => source === 'project')
    .map(({ folder }) => folderName(folder));
  askName(deps, 'skill', taken, (name) =>
    ask(deps, {
      kind: 'choose',
      title: `Begin ${name} from`,
      options: [
        ...options,
        ...(like && !like.skipped ? [[like.name, `like ${like.name}`] as const] : []),
        ['', 'sessions: a model drafts what an agent had to find out'],
      ],
      at: 0,
      run: (from) => (from === '' ? askSkillDraft(deps, name) : void newSkill(deps, name, from)),
    }),
  );
}

function folderName(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

function withoutRow({ skills }: Screens): string | null {
  if (chosenSkill(skills)) return null;
  return skills.list ? 'There is no skill to choose.' : 'The skills are still being read.';
}

function withoutSkill(state: Screens): string | null {
  const entry = chosenSkill(state.skills);
  if (entry?.state === 'skipped') return `It can not be loaded: ${keyOf(state, 'skills.edit')} edits it.`;
  return withoutRow(state) ?? (entry?.state === 'shadowed' ? 'A nearer skill of that name counts.' : null);
}
