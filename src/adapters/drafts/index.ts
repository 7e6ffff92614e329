import type { Drafts } from '../../core/draft/port.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { findDraft, listDrafts, readDraft } from './store.ts';

/** Drafts of one repository. What makes and decides them is loaded when it is used: the first screen needs the list. */
export function createDrafts(context: WorkbenchContext): Drafts {
  const { commonDir } = context.repository;
  const making = () => import('./start.ts');
  const deciding = () => import('./decide.ts');
  return {
    start: async (request, options) => (await making()).startDraft(context, request, options),
    resume: async (draft, options) => (await making()).resumeDraft(context, draft, options),
    list: () => listDrafts(commonDir),
    find: (reference) => findDraft(commonDir, reference),
    read: (draft) => readDraft(commonDir, draft),
    edit: async (draft, texts, options, signal) => (await deciding()).editDraft(context, draft, texts, options, signal),
    accept: async (draft) => (await deciding()).acceptDraft(context, draft),
    discard: async (draft) => (await deciding()).discardDraft(context, draft),
  };
}
