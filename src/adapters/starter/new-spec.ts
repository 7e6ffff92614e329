import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ASSET_NAME_RULE, isAssetName } from '../../core/asset-name.ts';
import type { Problem } from '../../core/workbench.ts';

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
  const files = Object.entries(template(name));
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: 'wx' });
  }
  return { written: files.map(([path]) => path) };
}

function template(name: string): Record<string, string> {
  return {
    [`specs/${name}/spec.md`]: `---
name: ${name}
summary: What it does, in one line
language: javascript
outputs: [src/${name}/**]
tests:
  command: node --test --test-reporter=tap specs/${name}/tests/*.test.mjs
  report: tap
limits: { attempts: 6, minutes: 20, usd: 1 }
---

# ${name}

What it is for, in a sentence or two, and where it is: \`src/${name}/${name}.mjs\`.

- **R1** \`run(text)\` returns the text without white space at its ends.
`,
    [`specs/${name}/tests/${name}.test.mjs`]: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../../src/${name}/${name}.mjs';

test('R1 drops white space at the ends', () => {
  assert.equal(run('  a b '), 'a b');
});
`,
  };
}
