import { explainName } from '../../core/asset-name.ts';
import { ask, type Deps } from '../deps.ts';
import { emptyEdit } from '../text-edit.ts';

/** Asks for the name of a new asset until it is one that can be had; what is wrong with it is said while it is typed. */
export function askName(deps: Deps, what: string, taken: readonly string[], run: (name: string) => void): void {
  ask(deps, {
    kind: 'text',
    title: `Name of the new ${what}: lowercase letters, digits and hyphens`,
    edit: emptyEdit,
    check: (value) => explainName(value.trim(), taken),
    run: (value) => run(value.trim()),
  });
}
