/** What the templates of assets say in the place of what a person has to write. */
export const placeholders = {
  skill: {
    about: 'Says how to do one thing well. Use when that thing is asked for.',
    first: 'What to do first, as an imperative, with the command or the code that does it.',
    facts: "What to watch out for: the facts that can't be guessed.",
    done: 'Done when: how to tell that it is right.',
  },
  spec: {
    summary: 'What it does, in one line',
    purpose: 'What it is for, in a sentence or two, and where it is:',
  },
  rule: {
    description: 'What this rule asks for, in one line',
    text: 'Say what generated code must do, or must not, and why.',
  },
} as const;

/** The first line of an asset that still says what its template said, or null; the line is 1-based. */
export function findPlaceholder(
  asset: keyof typeof placeholders,
  text: string,
): { readonly line: number; readonly code: string; readonly message: string; readonly mend: string } | null {
  const found = Object.values<string>(placeholders[asset])
    .map((sentence) => ({ sentence, at: text.indexOf(sentence) }))
    .filter(({ at }) => at !== -1)
    .sort((left, right) => left.at - right.at)[0];
  if (found === undefined) return null;
  return {
    line: text.slice(0, found.at).split('\n').length,
    code: 'placeholder',
    message: `The ${asset} still says what its template says: "${found.sentence}"`,
    mend: `Write what is meant there, or take the line out.`,
  };
}
