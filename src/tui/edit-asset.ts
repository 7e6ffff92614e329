import { isProblem } from '../cli/context.ts';
import { cleanLine } from '../core/text.ts';
import type { Problem, SpecDetails } from '../core/workbench.ts';
import { ask, benchOf, type Deps, guarded } from './deps.ts';
import { editFile } from './edit-file.ts';

/**
 * Lets the person choose one of the files that a spec is built from, and opens it in their editor. Then does what is
 * to be done with the change. The spec is opened at a requirement, if one is given.
 */
export async function editAsset(
  deps: Deps,
  spec: string,
  after: () => Promise<void>,
  about: { readonly requirement?: string | null; readonly question?: string } = {},
): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const details = await workbench.describe(spec);
  const files = isProblem(details) ? [`specs/${spec}/spec.md`] : details.files;
  const edit = (path: string): Promise<void> =>
    guarded(deps, async () => {
      const line = path.endsWith('/spec.md') ? lineOf(details, about.requirement ?? null) : undefined;
      await editFile(deps, `${workbench.root}/${path}`, line);
      await after();
    });
  const [only] = files;
  if (files.length === 1 && only) return edit(only);
  ask(deps, {
    kind: 'choose',
    title: `Edit which asset of ${spec}?${about.question ? ` ${about.requirement ?? ''} ${cleanLine(about.question)}` : ''}`,
    options: files.map((path) => [path, path]),
    at: 0,
    run: (path) => void edit(path),
  });
}

function lineOf(details: SpecDetails | Problem, requirement: string | null): number | undefined {
  return isProblem(details) ? undefined : details.requirements.find((one) => one.id === requirement)?.line;
}
