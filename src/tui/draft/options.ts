import { isProblem } from '../../cli/context.ts';
import type { Limits } from '../../core/asset.ts';
import { requestAgain } from '../../core/draft/again.ts';
import { DRAFT_LIMITS, type DraftOptions } from '../../core/draft/port.ts';
import { limitOptions, modelChoice } from '../../core/run-options.ts';
import { ask, type Deps } from '../deps.ts';
import { choiceField } from '../dialogs/form.ts';
import { limitFields, modelFields } from '../specs/start.ts';
import { resumeDraft, startDraft } from './run.ts';

/** Drafts anew from the same source, with a model and limits as the person says; the draft that shows stays. */
export function draftAgain(deps: Deps): void {
  const started = deps.store.getState().draft?.state.started;
  if (!started) return;
  const about = 'From the same source; this draft stays as it is.';
  askOptions(deps, { title: 'Draft it anew with', about, limits: DRAFT_LIMITS }, (options) =>
    startDraft(deps, requestAgain(started), options),
  );
}

/** Goes on with a draft: at once if it was cut off, with what the person says if something was used up. */
export async function goOnWithDraft(deps: Deps): Promise<void> {
  const state = deps.store.getState().draft?.state;
  const outcome = state?.ended?.outcome;
  if (!state || (outcome !== 'limit' && outcome !== 'failed')) return resumeDraft(deps);
  const about = `${state.ended?.reason ?? ''} Limits count from its beginning: give more than is used up.`;
  askOptions(deps, { title: 'Go on with the draft', about, limits: state.limits }, (options) =>
    resumeDraft(deps, options),
  );
}

function askOptions(
  deps: Deps,
  { title, about, limits }: { readonly title: string; readonly about: string; readonly limits: Limits },
  begin: (options: DraftOptions) => Promise<void>,
): void {
  ask(deps, {
    kind: 'form',
    title,
    about: () => [about],
    fields: [...limitFields(limits), ...modelFields(), choiceField('sandbox', 'sandbox', ['needed', noSandbox])],
    at: 0,
    yes: 'draft',
    run({ sandbox, ...values }) {
      const wanted = limitOptions(values);
      if (isProblem(wanted)) return `${wanted.problem} ${wanted.mend}`;
      const model = modelChoice(values);
      if (isProblem(model)) return `${model.problem} ${model.mend}`;
      void begin({ model, limits: wanted, allowNoSandbox: sandbox === noSandbox });
      return null;
    },
  });
}

const noSandbox = 'none: drafted tests run as you';
