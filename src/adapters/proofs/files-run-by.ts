import picomatch from 'picomatch';

/**
 * Returns the test files that a command runs, as far as it names them: by path, by glob or by folder. A command that
 * names none below the folder is taken to run all of them.
 */
export function filesRunBy(command: string, folder: string, paths: readonly string[]): string[] {
  const words = command
    .split(/[\s"';&|()<>=]+/)
    .map((word) => word.replace(/^\.\//, '').replace(/::.*$/, ''))
    .filter((word) => word.includes(folder.replace(/\/$/, '')));
  const named = paths.filter((path) => words.some((word) => names(word, path)));
  return named.length > 0 ? named : [...paths];
}

function names(word: string, path: string): boolean {
  const isFolder = path.startsWith(word.endsWith('/') ? word : `${word}/`);
  return isFolder || word === path || picomatch.isMatch(path, word, { dot: true });
}
