import type { SettingsFile } from '../core/services.ts';
import { chooseKeys } from './chosen-keys.ts';
import { type Deps, say } from './deps.ts';
import { keymap } from './keymap.ts';

/** Gives the screens what the person set, and returns a way to say what is wrong with it once there is a place for that. */
export function applySettings(deps: Deps, file: SettingsFile): () => void {
  const { chosen, diagnostics } = chooseKeys(keymap, file);
  deps.store.setState({ keys: chosen, settingsFile: file.file });
  const all = [...file.diagnostics, ...diagnostics];
  return () => {
    const [first] = all;
    if (!first || deps.store.getState().bench.kind === 'none') return;
    const more = all.length > 1 ? ` (and ${all.length - 1} more: regent doctor)` : '';
    say(deps, 'bad', `${first.file}:${first.line}: ${first.message}`, `${first.mend}${more}`);
  };
}
