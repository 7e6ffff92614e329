import type { Binding } from './binding.ts';
import { type Deps, say } from './deps.ts';
import { dialogKey, dialogPaste } from './dialogs/keys.ts';
import { bindingFor } from './keymap.ts';

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
  const screen = where === 'everywhere' ? deps.store.getState().screen : where;
  const reason = binding.disabled?.({ ...deps.store.getState(), screen }) ?? null;
  if (reason !== null) {
    say(deps, 'warn', reason);
    return;
  }
  if (screen !== deps.store.getState().screen) deps.store.setState({ screen });
  if (deps.store.getState().notice) deps.store.setState({ notice: null });
  void Promise.resolve(binding.run(deps)).catch((error: unknown) =>
    say(deps, 'bad', error instanceof Error ? error.message : String(error)),
  );
}

/** Types pasted text where the cursor is; elsewhere a paste does nothing, for its letters are no commands. */
export function pasteText(deps: Deps, text: string): void {
  const { dialog } = deps.store.getState();
  if (dialog) dialogPaste(deps, dialog, text);
}
