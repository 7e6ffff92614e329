import { type CompiledGlob, compiledMeet, compileGlob, expandBraces } from './glob.ts';

/** What is wrong with a glob, and how to mend it. */
export interface GlobProblem {
  readonly code: string;
  readonly message: string;
  readonly mend: string;
}

/**
 * Returns why an output can't be allowed, or null. Outputs are all that a session may write, so none may reach outside
 * the repository, into git's own files, or over an asset.
 */
export function checkOutput(glob: string): GlobProblem | null {
  return checkPathGlob(glob) ?? checkCoversAsset(glob);
}

/** Returns why a glob isn't a plain relative path of this repository, or null. */
export function checkPathGlob(glob: string): GlobProblem | null {
  const shown = `\`${glob}\``;
  const wrong = (message: string, mend: string): GlobProblem => ({ code: 'bad-glob', message, mend });
  if (glob.trim() === '') return wrong('A glob is empty.', 'Remove it, or write a path such as `src/name/**`.');
  if (glob !== glob.trim() || /\p{Cc}/u.test(glob))
    return wrong(`${shown} holds control characters or spaces at an end.`, 'Remove them.');
  if (glob.length > 1024) return wrong('A glob is longer than 1,024 characters.', 'Write it shorter.');
  if (glob.includes('\\')) return wrong(`${shown} holds a backslash.`, 'Write paths with `/`.');
  if (/^(\/|~|[A-Za-z]:)/.test(glob))
    return wrong(`${shown} is not relative to the repository.`, "Write it relative to the repository's root.");
  if (glob.includes('..'))
    return wrong(`${shown} leads out of its folder with \`..\`.`, "Write it relative to the repository's root.");
  if (glob.startsWith('!'))
    return wrong(`${shown} is an exclusion, which is not supported.`, 'List only what belongs to it.');
  if (/[()|]/.test(glob)) return wrong(`${shown} holds parentheses or \`|\`.`, 'Write alternatives as `{a,b}`.');
  const alternatives = expandBraces(glob);
  if (alternatives === null) return wrong(`${shown} stands for too many paths.`, 'List fewer alternatives.');
  for (const alternative of alternatives) {
    const segments = alternative.split('/');
    if (segments.at(-1) === '') return wrong(`${shown} ends with \`/\`.`, `Write \`${glob}**\` for all in the folder.`);
    if (segments.some((segment) => segment === '' || segment === '.'))
      return wrong(`${shown} has an empty or \`.\` part.`, `Write \`${glob.replaceAll(/(^|\/)(\.?\/)+/g, '$1')}\`.`);
    if (segments.some((segment) => /^(\.git|git~\d+)[. ]*$/i.test(segment)))
      return wrong(`${shown} leads into git's own files.`, 'Choose a folder outside `.git`.');
  }
  return null;
}

/** Where assets live, whether or not there are any yet. */
const ASSETS: readonly (readonly [glob: string, what: string])[] = [
  ['specs/**', 'specs and their tests'],
  ['rules/**', 'rules'],
  ['skills/**', 'skills'],
  ['.agents/**', 'skills'],
  ['.claude/**', 'rules and skills'],
  ['.cursor/**', 'rules'],
  ['.github/instructions/**', 'rules'],
  ['AGENTS.md', 'rules'],
  ['regent.json', "the project's settings"],
  ['.git/**', "git's own files"],
  ['.gitattributes', "git's settings"],
  ['.gitmodules', "git's settings"],
  ['.gitignore', "git's settings"],
];

let assets: (readonly [CompiledGlob, what: string])[] | null = null;

function checkCoversAsset(glob: string): GlobProblem | null {
  const compiled = compileGlob(glob);
  assets ??= ASSETS.map(([asset, what]) => [compileGlob(asset), what]);
  for (const [asset, what] of assets) {
    const example = compiledMeet(compiled, asset);
    if (example !== null) {
      return {
        code: 'output-covers-asset',
        message: `The output \`${glob}\` can match \`${example}\`, where ${what} are.`,
        mend: 'Name a folder or file that holds only generated code, such as `src/name/**`.',
      };
    }
  }
  return null;
}
