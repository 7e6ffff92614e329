import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../core/workbench.ts';

export interface Link {
  readonly from: string;
  readonly at: string;
}

/** Resolves the dependency folders that regent.json names; one that is not installed is a problem with its mend. */
export async function findLinks(root: string, names: readonly string[]): Promise<Link[] | Problem> {
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
