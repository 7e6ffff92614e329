import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ASSET_NAME_RULE, isAssetName } from '../../core/asset-name.ts';
import type { Problem } from '../../core/workbench.ts';
import { newSpecFiles } from './starter-files.ts';

/** Writes `specs/<name>/` from a template that is valid at once; never over what is there. Returns the paths written. */
export async function writeNewSpec(
  root: string,
  name: string,
): Promise<{ readonly written: readonly string[] } | Problem> {
  if (!isAssetName(name)) {
    const problem = `${JSON.stringify(name.slice(0, 64))} can't name a spec.`;
    return { problem, mend: `Choose a name of ${ASSET_NAME_RULE}.`, exit: 2 };
  }
  await mkdir(join(root, 'specs'), { recursive: true });
  try {
    await mkdir(join(root, 'specs', name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { problem: `specs/${name} is there already.`, mend: `Choose another name, or edit specs/${name}/spec.md.` };
  }
  const files = Object.entries(newSpecFiles(name));
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text, { flag: 'wx' });
    }
  } catch (error) {
    // Half a spec would be an error of its own, and stand in the way of another try.
    await rm(join(root, 'specs', name), { recursive: true, force: true });
    throw error;
  }
  return { written: files.map(([path]) => path) };
}
