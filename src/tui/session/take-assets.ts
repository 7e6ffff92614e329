import { type Deps, during, say } from '../deps.ts';
import { editAsset } from '../edit-asset.ts';
import { keyOf } from '../keymap.ts';
import { refresh } from '../project.ts';
import { currentLive, type Live } from '../store.ts';
import { updateLive } from './actions.ts';

/** Opens an asset in the person's editor; the session takes the change in, or can go on with it if it is over. */
export async function editAndTake(deps: Deps): Promise<void> {
  const live = currentLive(deps.store.getState());
  if (!live) return;
  if (!live.over) return editAsset(deps, live.session.spec, () => takeAssets(deps, live));
  const goOn = async () => {
    await refresh(deps);
    say(
      deps,
      'plain',
      'The session can go on with what changed.',
      `${keyOf(deps.store.getState(), 'session.resume')} goes on`,
    );
  };
  const { objection } = live.state;
  await editAsset(deps, live.session.spec, goOn, objection ?? {});
}

/** Has a paused session take in the assets as they are now, and says what changed. */
export async function takeAssets(deps: Deps, { session }: Live): Promise<void> {
  const taken = await during(deps, 'taking in what changed', () => session.takeAssets());
  updateLive(deps, session.id, (now) => ({ state: session.state, version: now.version + 1 }));
  void refresh(deps);
  if (!taken) return;
  const goOn = `${keyOf(deps.store.getState(), 'session.go-on')} goes on`;
  if (taken.changed.length === 0) say(deps, 'plain', 'Nothing changed.', goOn);
  else say(deps, 'good', `Taken in: ${taken.changed.join(', ')}.`, goOn);
}
