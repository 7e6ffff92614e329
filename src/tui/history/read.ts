import { benchOf, type Deps, guarded, patch } from '../deps.ts';

/** Reads from git what was accepted elsewhere. */
export function readElsewhere(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const elsewhere = await benchOf(deps)?.elsewhere();
    if (elsewhere) patch(deps, 'history', { elsewhere });
  });
}
