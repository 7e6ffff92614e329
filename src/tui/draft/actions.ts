import { type DraftSummary, describeDraft } from '../../core/draft/port.ts';
import { cleanLine } from '../../core/text.ts';
import { ask, benchOf, type Deps, during, guarded, say } from '../deps.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { refresh, refreshDrafts } from '../project.ts';
import { readRules } from '../rules/actions.ts';
import { readSkills } from '../skills/actions.ts';
import { editFiles } from './edit.ts';
import { leaveDraft, openDraft, reload, showRecord } from './show.ts';

/** Opens the draft that waits; of several, the one that the person chooses. */
export async function chooseDraft(deps: Deps): Promise<void> {
  await refreshDrafts(deps);
  const open = openDrafts(deps.store.getState().drafts);
  const [only] = open;
  if (!only) return;
  if (open.length === 1) return openDraft(deps, only.id);
  ask(deps, {
    kind: 'choose',
    title: 'Which draft?',
    options: open.map((one) => [one.id, `${cleanLine(describeDraft(one))}, ${one.status}`]),
    at: 0,
    run: (id) => void openDraft(deps, id),
  });
}

/** Drafts that a person has something to do with: those that wait, are made, or can go on. */
export function openDrafts(drafts: readonly DraftSummary[] | null): readonly DraftSummary[] {
  return (drafts ?? []).filter(({ status }) => status === 'waiting' || status === 'running' || status === 'crashed');
}

export function askAccept(deps: Deps): void {
  const { draft } = deps.store.getState();
  const files = draft?.state.proposal?.files ?? [];
  if (!draft) return;
  const weak = draft.state.proposal?.proof?.tells === false ? ['Its tests prove nothing, as said above.'] : [];
  ask(deps, {
    kind: 'confirm',
    title: 'Accept the draft?',
    lines: [
      `Writes ${files.map((file) => file.path).join(', ')} into the work tree.`,
      ...weak,
      'Nothing else changes, and nothing is committed: that is yours to do.',
    ],
    yes: 'accept',
    run: () => void accept(deps, draft.id),
  });
}

async function accept(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const accepted = workbench && (await during(deps, 'accepting', () => workbench.drafts.accept(id)));
  if (!accepted) return;
  await reload(deps, id);
  const { skills, rules } = deps.store.getState();
  await Promise.all([
    refresh(deps),
    skills.list === null ? null : readSkills(deps),
    rules.list === null ? null : readRules(deps),
  ]);
  const errors = accepted.diagnostics.filter((one) => one.severity === 'error').length;
  const plan = accepted.plan.map(({ spec, causes }) => `${spec}: ${causes.map(cleanLine).join(', ')}`).join('; ');
  const after = plan === '' ? 'The plan is as it was.' : `The plan would regenerate ${plan}.`;
  const flaws = errors > 0 ? ` ${plural(errors, 'error')}: regent validate.` : '';
  say(
    deps,
    'good',
    `Wrote ${plural(accepted.files.length, 'file')}. ${after}${flaws}`,
    'commit them when you are content',
  );
}

export function askDiscard(deps: Deps): void {
  const { draft } = deps.store.getState();
  if (!draft) return;
  const { running } = draft;
  ask(deps, {
    kind: 'confirm',
    title: running ? 'Stop drafting?' : 'Discard the draft?',
    lines: [
      running
        ? `What was paid for is kept, and the draft can go on (${keyOf(deps.store.getState(), 'draft.resume')}).`
        : 'Nothing was written, and nothing will be.',
    ],
    yes: running ? 'stop' : 'discard',
    run: () => (running ? running.interrupt() : void discard(deps, draft.id)),
  });
}

async function discard(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const discarded = workbench && (await during(deps, 'discarding', () => workbench.drafts.discard(id)));
  if (!discarded) return;
  await refreshDrafts(deps);
  leaveDraft(deps);
  say(deps, 'plain', 'The draft is discarded; nothing was written.');
}

/** Opens the draft's texts in the person's editor, one after the other; what they made of it is checked and tested. */
export async function editDraft(deps: Deps): Promise<void> {
  const { draft } = deps.store.getState();
  const workbench = benchOf(deps);
  if (!draft || !workbench) return;
  await guarded(deps, async () => {
    const edited = await editFiles(deps, draft.state.proposal?.files ?? []);
    if (edited.texts.size === 0) {
      // An editor that failed has been told of already.
      if (!deps.store.getState().notice) say(deps, 'plain', 'Nothing was changed.');
      return;
    }
    const record = await during(deps, 'checking and testing your text', () =>
      workbench.drafts.edit(draft.id, edited.texts, {}, deps.context.signal),
    );
    if (record) return showRecord(deps, record);
    const { notice } = deps.store.getState();
    if (notice) say(deps, 'bad', notice.text, `your text is in ${edited.folder}; ${notice.next ?? ''}`);
  });
}
