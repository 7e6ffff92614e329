import type { SkillEntry, SkillState } from './skill-work.ts';

/** What becomes of a skill, in a word or two. */
export const skillStates: Readonly<Record<SkillState, string>> = {
  offered: 'offered',
  cut: 'no room',
  'named-only': 'if named',
  untrusted: 'not trusted',
  shadowed: 'shadowed',
  skipped: 'skipped',
};

/** When the model gets a level of a skill, in a few words. */
export const skillLevels = {
  1: 'in every prompt',
  2: 'when it is read or named',
  3: 'file by file',
} as const;

/** The same of one skill: where the index doesn't have it, no prompt has. */
export function skillLevel(level: 1 | 2 | 3, { tokens }: Pick<SkillEntry, 'tokens'>): string {
  return level === 1 && tokens.index === 0 ? 'in no prompt: not in the index' : skillLevels[level];
}

/** The same in a sentence, with what to do about it. */
export function explainState({ state, by, skipped, source }: SkillEntry): string {
  switch (state) {
    case 'offered':
      return 'The agent is offered it by its description.';
    case 'cut':
      return 'The index of skills has no room for it: raise skillBudget, or keep fewer skills.';
    case 'named-only':
      return source === 'built-in'
        ? 'It ships with Regent: the agent gets it where a spec names it.'
        : 'The agent gets it where a spec names it.';
    case 'untrusted':
      return 'The agent gets it where a spec names it; it is offered once the project is trusted: regent trust.';
    case 'shadowed':
      return `It does not count: ${by ?? 'a nearer one'} has the same name and is nearer.`;
    case 'skipped':
      return skipped ? `${skipped.message} ${skipped.mend}` : 'It can not be loaded.';
    default:
      return state satisfies never;
  }
}

/** Those whose name, description or place has all the words. */
export function searchSkills(entries: readonly SkillEntry[], words: readonly string[]): readonly SkillEntry[] {
  const wanted = words.map((word) => word.toLowerCase()).filter((word) => word !== '');
  if (wanted.length === 0) return entries;
  return entries.filter(({ name, description, source, file }) => {
    const text = `${name}\n${description}\n${source}\n${file}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
