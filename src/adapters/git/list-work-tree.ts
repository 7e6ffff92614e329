import type { GitPlace } from './run-git.ts';
import { mustGit } from './run-git.ts';

/**
 * Lists every file that git tracks or would track, for `readInventory`. -v tags each line: H cached, S sparse, M
 * unmerged, C changed or deleted, ? untracked; lower case: assume-unchanged.
 */
export function listWorkTree(repository: GitPlace): Promise<Buffer> {
  // --modified looks at every tracked file of the repository, whatever it is asked about.
  return mustGit(repository, ['ls-files', ...listingFlags, '--modified']);
}

/** Lists what there is below these folders and files, literal, without a look at whether it was changed. */
export function listUnder(repository: GitPlace, places: readonly string[]): Promise<Buffer> {
  return mustGit(repository, ['ls-files', ...listingFlags, '--', ...places]);
}

const listingFlags = ['-z', '-v', '--stage', '--cached', '--others', '--exclude-standard'];
