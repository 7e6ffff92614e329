import { isProblem } from '../cli/context.ts';
import { ask, benchOf, type Deps, guarded } from './deps.ts';
import { editFile } from './edit-file.ts';

/**
 * Lets the person choose one of the files that a spec is built from, and opens it in their editor. Then does what is
 * to be done with the change.
 */
export async function editAsset(deps: Deps, spec: string, after: () => Promise<void>): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const details = await workbench.describe(spec);
  const files = isProblem(details) ? [`specs/${spec}/spec.md`] : details.files;
  const edit = (path: string): Promise<void> =>
    guarded(deps, async () => {
      await editFile(deps, `${workbench.root}/${path}`);
      await after();
    });
  const [only] = files;
  if (files.length === 1 && only) return edit(only);
  ask(deps, {
    kind: 'choose',
    title: `Edit which asset of ${spec}?`,
    options: files.map((path) => [path, path]),
    at: 0,
    run: (path) => void edit(path),
  });
}
