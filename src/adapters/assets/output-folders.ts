import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { staticFolder } from '../../core/glob.ts';

/** How far below an output's fixed folder, and at how many folders in all, files of other tools are looked for. */
const deepest = 6;
const mostFolders = 2000;

/**
 * Returns the folders that hold outputs: every one above an output, and those beneath it that are there already. Sorted,
 * relative to the root, which is not among them. So the cost follows what specs declare, not the size of the repository.
 */
export function findFolders(root: string, outputs: readonly string[]): string[] {
  const above = new Set<string>();
  const beneath = new Set<string>();
  for (const output of outputs) {
    const fixed = staticFolder(output);
    for (let folder = fixed; folder !== '' && !above.has(folder); folder = parent(folder)) above.add(folder);
    if (fixed !== '' && /\*\*|\//.test(output.slice(fixed.length + 1))) walk(fixed, 1);
  }
  return [...new Set([...above, ...beneath])].sort();

  function walk(folder: string, depth: number): void {
    for (const name of listFolders(join(root, folder))) {
      if (beneath.size >= mostFolders) return;
      const path = `${folder}/${name}`;
      if (beneath.has(path)) continue;
      beneath.add(path);
      if (depth < deepest) walk(path, depth + 1);
    }
  }
}

function parent(folder: string): string {
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}

function listFolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
