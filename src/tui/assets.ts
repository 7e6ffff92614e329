import { moving } from './binding.ts';
import { benchOf, type Deps, guarded, patch } from './deps.ts';

/** Goes to the list of skills or of rules, and reads what is there now. */
export async function showAssets(deps: Deps, screen: 'skills' | 'rules'): Promise<void> {
  deps.store.setState({ screen });
  await readAssets(deps);
}

/** Reads the project's assets anew. */
export function readAssets(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const assets = await benchOf(deps)?.validate();
    if (assets) deps.store.setState({ assets });
  });
}

/** Moving in one of the two lists. */
export function movingAssets(screen: 'skills' | 'rules') {
  return moving(screen, (deps, rows) => {
    const state = deps.store.getState();
    const last = Math.max(0, (state.assets?.[screen].length ?? 0) - 1);
    patch(deps, screen, { cursor: Math.max(0, Math.min(last, state[screen].cursor + rows)) });
  });
}
