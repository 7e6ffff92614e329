import { ask, type Deps, say } from '../deps.ts';

/** Takes a question away once what it asks about is gone or done by another, and says so. Returns how to stop. */
export function closeMoot(deps: Deps): () => void {
  return deps.store.subscribe((state) => {
    const { dialog } = state;
    if (dialog?.kind !== 'confirm' && dialog?.kind !== 'choose') return;
    const reason = dialog.moot?.(state) ?? null;
    if (reason === null) return;
    ask(deps, null);
    say(deps, 'warn', reason);
  });
}
