import picomatch from 'picomatch';

/**
 * Returns the test files that a command runs, as far as it names them: by path, by glob or by folder. The settings of
 * a project stand for what lies below them. A command that names none below the folder is taken to run all of them.
 */
export function filesRunBy(command: string, folder: string, paths: readonly string[]): string[] {
  const words = command
    .split(/[\s"';&|()<>=]+/)
    .map((word) => word.replace(/^\.\//, '').replace(/::.*$/, ''))
    .filter((word) => word.includes(folder.replace(/\/$/, '')));
  const [settings, tests] = partition(words, (word) => isSettings.test(word));
  const named = paths.filter((path) => tests.some((word) => names(word, path)));
  if (named.length > 0) return named;
  const below = paths.filter((path) => settings.some((word) => names(word.slice(0, word.lastIndexOf('/')), path)));
  return below.length > 0 ? below : [...paths];
}

const isSettings =
  /\/(?:Cargo\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|[\w.-]+\.(?:csproj|fsproj|sln)|package\.json|[\w.-]+\.(?:config|conf)\.\w+|\.mocharc\.\w+|tsconfig[\w.-]*\.json|pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|[Mm]akefile|CMakeLists\.txt|meson\.build|Rakefile|dune-project|mix\.exs)$/;

function partition(words: readonly string[], test: (word: string) => boolean): [string[], string[]] {
  return [words.filter(test), words.filter((word) => !test(word))];
}

function names(word: string, path: string): boolean {
  const isFolder = path.startsWith(word.endsWith('/') ? word : `${word}/`);
  return isFolder || word === path || picomatch.isMatch(path, word, { dot: true });
}
