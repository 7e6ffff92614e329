import { searchSkills } from '../../core/skill-states.ts';
import type { SkillEntry, SkillLevels, SkillListing, SkillRead } from '../../core/skill-work.ts';

export interface SkillsState {
  /** Null until the screen is opened. */
  readonly list: SkillListing | null;
  /** Folder of the skill that the cursor is on. */
  readonly cursor: string | null;
  readonly filter: string;
  /** Where the keys move: the list, the details beside it, or the text that the model gets. */
  readonly pane: 'list' | 'details' | 'text';
  /** Of disclosure, in the text. */
  readonly level: 1 | 2 | 3;
  readonly scroll: number;
  /** By folder: what the model gets of skills that the cursor was on; dropped when the list is read anew. */
  readonly levels: ReadonlyMap<string, SkillLevels>;
  /** Which sessions' agents read what; null until that was looked for. */
  readonly reads: readonly SkillRead[] | null;
}

export const noSkills: SkillsState = {
  list: null,
  cursor: null,
  filter: '',
  pane: 'list',
  level: 1,
  scroll: 0,
  levels: new Map(),
  reads: null,
};

/** The skills that the filter leaves. */
export function skillRows({ list, filter }: SkillsState): readonly SkillEntry[] {
  return list === null ? [] : searchSkills(list.skills, filter.split(/\s+/));
}

/** The skill that the cursor is on. */
export function chosenSkill(state: SkillsState): SkillEntry | null {
  return skillRows(state).find((one) => one.folder === state.cursor) ?? null;
}
