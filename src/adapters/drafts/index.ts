import type { Drafts } from '../../core/draft/port.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { acceptDraft, discardDraft, editDraft } from './decide.ts';
import { resumeDraft, startDraft } from './start.ts';
import { findDraft, listDrafts, readDraft } from './store.ts';

/** Drafts of one repository. */
export function createDrafts(context: WorkbenchContext): Drafts {
  const { commonDir } = context.repository;
  return {
    start: (request, options) => startDraft(context, request, options),
    resume: (draft, options) => resumeDraft(context, draft, options),
    list: () => listDrafts(commonDir),
    find: (reference) => findDraft(commonDir, reference),
    read: (draft) => readDraft(commonDir, draft),
    edit: (draft, texts, options, signal) => editDraft(context, draft, texts, options, signal),
    accept: (draft) => acceptDraft(context, draft),
    discard: (draft) => discardDraft(context, draft),
  };
}
