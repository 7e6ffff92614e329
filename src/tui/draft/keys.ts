import { type Binding, moving } from '../binding.ts';
import { moveScroll } from '../components/pages.ts';
import { patch } from '../deps.ts';
import { keyOf } from '../keymap.ts';
import { layoutNow } from '../layout.ts';
import type { Screens } from '../store.ts';
import { askAccept, askDiscard, chooseDraft, editDraft, openDrafts } from './actions.ts';
import { askSkillDraft } from './asks.ts';
import { draftAgain, goOnWithDraft } from './options.ts';
import { leaveDraft, openDraft } from './show.ts';
import { mostDraftScroll } from './view.ts';

export const draftKeys: readonly Binding[] = [
  {
    keys: ['a'],
    name: 'draft.accept',
    where: 'draft',
    label: 'accept',
    help: "Write the draft's files into the work tree, after a confirmation.",
    hint: true,
    disabled: whyNotDecide,
    run: askAccept,
  },
  {
    keys: ['e'],
    name: 'draft.edit',
    where: 'draft',
    label: 'edit',
    help: 'Change the drafted texts in $EDITOR; they are checked and tested again.',
    hint: true,
    disabled: whyNotDecide,
    run: editDraft,
  },
  {
    keys: ['x'],
    name: 'draft.discard',
    where: 'draft',
    label: 'discard',
    help: 'Discard the draft; while it is being made, stop that.',
    hint: true,
    disabled: ({ draft }) => {
      if (!draft) return 'No draft is open.';
      if (draft.running) return null;
      return draft.state.decision ? `The draft is ${draft.state.decision.kind}.` : null;
    },
    run: askDiscard,
  },
  {
    keys: ['c'],
    name: 'draft.resume',
    where: 'draft',
    label: 'go on',
    help: 'Go on with a draft that was cut off, stopped, or reached a limit.',
    hint: true,
    disabled: ({ draft }) => {
      const status = draft?.record?.summary.status;
      if (draft?.running) return 'It is being made.';
      return status === 'crashed' || status === 'ended' ? null : 'There is nothing to go on with.';
    },
    run: goOnWithDraft,
  },
  {
    keys: ['r'],
    name: 'draft.again',
    where: 'draft',
    label: 'anew',
    help: 'Draft it anew from the same source, with a model and limits that you give; this draft stays.',
    disabled: ({ draft }) => (!draft ? 'No draft is open.' : draft.running ? 'It is being made.' : null),
    run: draftAgain,
  },
  {
    keys: ['tab'],
    name: 'draft.next',
    where: 'draft',
    label: 'next draft',
    help: 'The next draft that waits.',
    disabled: ({ drafts }) => (openDrafts(drafts).length > 1 ? null : 'No other draft waits.'),
    run: async (deps) => {
      const { draft, drafts } = deps.store.getState();
      const open = openDrafts(drafts);
      const next = open[(open.findIndex((one) => one.id === draft?.id) + 1) % open.length];
      if (next) await openDraft(deps, next.id);
    },
  },
  {
    keys: ['esc'],
    name: 'draft.back',
    where: 'draft',
    label: 'back',
    help: 'Back to where you came from; a draft that is being made goes on.',
    hint: true,
    run: leaveDraft,
  },
  ...moving('draft', (deps, rows) => {
    const state = deps.store.getState();
    if (!state.draft) return;
    patch(deps, 'draft', { scroll: moveScroll(state.draft.scroll, rows, mostDraftScroll(state, layoutNow(deps))) });
  }),
];

/** The way to the drafts from any screen. */
export const draftsKey: Binding = {
  keys: ['w'],
  name: 'drafts',
  where: 'everywhere',
  label: 'drafts',
  help: 'Drafts: changes to assets that wait for you.',
  hint: true,
  disabled: (state) => {
    if (openDrafts(state.drafts).length === 0) return 'No draft waits.';
    return state.screen === 'draft' ? `${keyOf(state, 'draft.next')} shows the next.` : null;
  },
  run: chooseDraft,
};

/** On the Skills screen: a skill that a model drafts. */
export const skillDraftKey: Binding = {
  keys: ['D'],
  name: 'skills.draft',
  where: 'skills',
  label: 'draft',
  help: 'Draft a skill from what sessions had to find out.',
  hint: true,
  run: (deps) => askSkillDraft(deps),
};

function whyNotDecide({ draft }: Screens): string | null {
  if (!draft) return 'No draft is open.';
  if (draft.running) return 'It is still being made.';
  if (draft.state.decision) return `The draft is ${draft.state.decision.kind}.`;
  // As the log tells it: the summary and the diff may still be on their way.
  const { ended, proposal } = draft.state;
  return ended && proposal && proposal.files.length > 0 ? null : 'Nothing was proposed that could be decided about.';
}
