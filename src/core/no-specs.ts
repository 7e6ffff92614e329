import { cleanLine } from './text.ts';

/** Why there are no specs, and what to do: to make one, or to bring back those that the last commit has. */
export function explainNoSpecs(deleted: readonly string[]): { readonly problem: string; readonly mend: string } {
  if (deleted.length === 0)
    return {
      problem: 'There are no specs here yet.',
      mend: 'A spec is a folder specs/<name> with numbered requirements and tests. regent spec new NAME writes one.',
    };
  const names = `${deleted.slice(0, 5).map(cleanLine).join(', ')}${deleted.length > 5 ? ` and ${deleted.length - 5} more` : ''}`;
  return {
    problem: `There are no specs here any more; the last commit has ${names}.`,
    mend: 'To bring them back: git restore --staged --worktree specs',
  };
}
