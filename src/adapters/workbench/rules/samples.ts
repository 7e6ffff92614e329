import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../../core/asset.ts';
import type { FileSet } from '../../../core/ports.ts';
import { listFiles } from '../../assets/list-files.ts';

/** Where rules keep what breaks them: no workspace has it, and no lock. */
export const samplesFolder = 'rules/samples/';

/**
 * Reads what breaks a rule: `rules/samples/<rule>/` holds files at the paths that they would have as outputs. Empty when
 * the rule has none.
 */
export function readSamples(root: string, rule: Rule): FileSet {
  const folder = join(root, samplesFolder, rule.name);
  if (!existsSync(folder)) return new Map();
  const { paths } = listFiles(folder, '.', { maxFiles: 1000, within: root });
  return new Map(
    paths.map((path) => [path.slice(2), { mode: '100644' as const, bytes: readFileSync(join(folder, path)) }]),
  );
}
