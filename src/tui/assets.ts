import { moving } from './binding.ts';
import { benchOf, type Deps, guarded, patch } from './deps.ts';

/** Goes to the list of skills, and reads what is there now. */
export async function showAssets(deps: Deps): Promise<void> {
  deps.store.setState({ screen: 'skills' });
  await readAssets(deps);
}

/** Reads the project's assets anew. */
export function readAssets(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const assets = await benchOf(deps)?.validate();
    if (assets) deps.store.setState({ assets });
  });
}

/** Moving in the list. */
export function movingAssets() {
  return moving('skills', (deps, rows) => {
    const state = deps.store.getState();
    const last = Math.max(0, (state.assets?.skills.length ?? 0) - 1);
    patch(deps, 'skills', { cursor: Math.max(0, Math.min(last, state.skills.cursor + rows)) });
  });
}
