import { join } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Project } from '../../core/project.ts';
import { readText } from './read-text.ts';

const LARGEST_TEST = 5 * 1024 * 1024;

/** Reads the tests and holdout tests of a project's loaded specs, by path. Binary data files are passed over. */
export function readTests(project: Project): {
  readonly texts: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const texts = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { name, files } of project.specs.values()) {
    for (const file of [...files.tests, ...files.holdout]) {
      const within = join(project.root, 'specs', name);
      const read = readText(join(project.root, file), { file, maxBytes: LARGEST_TEST, within });
      if (read.kind === 'text') texts.set(file, read.text);
      else if (read.kind === 'problem' && read.diagnostic.code !== 'not-utf8') diagnostics.push(read.diagnostic);
    }
  }
  return { texts, diagnostics };
}
