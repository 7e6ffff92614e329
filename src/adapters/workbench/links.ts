import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectConfig } from '../../core/config.ts';
import type { Problem } from '../../core/workbench.ts';
import type { SetUpRequest } from './set-up.ts';

export interface Link {
  readonly from: string;
  readonly at: string;
}

/** Returns the dependency folders of a workspace: those that regent.json links, and those that its set-up makes. */
export async function findDependencies(
  root: string,
  { link, setup }: ProjectConfig['workspace'],
  request: Omit<SetUpRequest, 'command'>,
): Promise<Link[] | Problem> {
  const links = await findLinks(root, link);
  if ('problem' in links || setup === null) return links;
  const { setUp } = await import('./set-up.ts');
  const made = await setUp({ ...request, command: setup });
  return 'problem' in made ? made : [...links, ...made.filter((one) => !link.includes(one.at))];
}

/** Resolves the dependency folders that regent.json names; one that is not installed is a problem with its mend. */
async function findLinks(root: string, names: readonly string[]): Promise<Link[] | Problem> {
  const links: Link[] = [];
  for (const at of names) {
    const from = await realpath(join(root, at)).catch(() => null);
    const info = from === null ? null : await stat(from).catch(() => null);
    if (from === null || !info?.isDirectory()) {
      return {
        problem: `regent.json links ${JSON.stringify(at)}, and there is no such folder.`,
        mend: 'Install the dependencies (such as: npm ci), or take it out of workspace.link.',
      };
    }
    links.push({ from, at });
  }
  return links;
}
