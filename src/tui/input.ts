import type { Binding } from './binding.ts';
import { type Deps, guarded, say } from './deps.ts';
import { dialogKey, dialogPaste } from './dialogs/keys.ts';
import { bindingFor } from './keymap.ts';
import { isUnread, readFor, showScreen } from './show-screen.ts';
import type { Screen } from './store.ts';

export { keysOf } from './input-names.ts';

/** Does what a key stands for: in the open dialog, else on the screen. */
export function pressKey(deps: Deps, key: string): void {
  const { dialog, leaving } = deps.store.getState();
  if (leaving) {
    if (key === 'ctrl-c') deps.terminal.exit(130);
    return;
  }
  if (dialog) {
    dialogKey(deps, dialog, key);
    return;
  }
  const binding = bindingFor(key, deps.store.getState());
  if (binding) runBinding(deps, binding);
}

/** Runs a binding, on its own screen if it has one, or says why it can't be run now. */
export function runBinding(deps: Deps, binding: Binding): void {
  const { where } = binding;
  const before = deps.store.getState().screen;
  if (where === 'everywhere' || where === before) runHere(deps, binding, before);
  else void guarded(deps, () => runThere(deps, binding, where));
}

/** Runs a binding of another screen there: what can be done is known once that screen has read what it shows. */
async function runThere(deps: Deps, binding: Binding, screen: Screen): Promise<void> {
  if (isUnread(deps.store.getState(), screen)) await readFor(deps, screen);
  runHere(deps, binding, screen);
}

function runHere(deps: Deps, binding: Binding, screen: Screen): void {
  const { store } = deps;
  const reason = binding.disabled?.({ ...store.getState(), screen }) ?? null;
  if (reason !== null) {
    say(deps, 'warn', reason);
    return;
  }
  if (screen !== store.getState().screen) void showScreen(deps, screen);
  if (store.getState().notice) store.setState({ notice: null });
  void guarded(deps, async () => binding.run(deps));
}

/** Types pasted text where the cursor is; elsewhere a paste does nothing, for its letters are no commands. */
export function pasteText(deps: Deps, text: string): void {
  const { dialog } = deps.store.getState();
  if (dialog) dialogPaste(deps, dialog, text);
}
