import type { Skill } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { cleanLine } from './text.ts';

/** What the index of skills may take of every prompt, unless settings say otherwise; in tokens. */
export const DEFAULT_SKILL_BUDGET = 2000;

/** The first level of disclosure: names and descriptions, as every session of a project gets them. */
export interface SkillIndex {
  /** Without its heading; empty when there are no skills. */
  readonly text: string;
  /** Estimated; never more than `budget`. */
  readonly tokens: number;
  readonly budget: number;
  /** Names of those that are in it. */
  readonly listed: readonly string[];
  /** Of those, the names of which the description is cut. */
  readonly shortened: readonly string[];
  /** Names of those for which there is no room. */
  readonly left: readonly string[];
}

/** Longest descriptions, in characters; a shorter one is tried where a longer one does not fit. */
const LENGTHS = [1024, 500, 250, 120];

/**
 * Lists skills within a budget of tokens: descriptions are shortened first, all alike; then the farthest skills are left
 * out. The same skills give the same text.
 */
export function composeSkillIndex(skills: readonly Skill[], budget: number = DEFAULT_SKILL_BUDGET): SkillIndex {
  for (const length of LENGTHS) {
    const lines = skills.map((skill) => indexLine(skill, length));
    const text = lines.join('\n');
    const tokens = estimateTokens(text);
    if (tokens <= budget) return { text, tokens, budget, ...cutOf(skills, length, skills.length) };
  }
  return leaveOut(skills, budget);
}

/** The lines of an index by their skills' names. */
export function indexLines({ text, listed }: Pick<SkillIndex, 'text' | 'listed'>): ReadonlyMap<string, string> {
  const lines = text.split('\n');
  return new Map(listed.map((name, at) => [name, lines[at] ?? '']));
}

/** Says what the budget cut; nothing where all fits. */
export function explainCuts({ budget, listed, shortened, left }: SkillIndex, file: string): Diagnostic[] {
  const cuts = [
    shortened.length > 0 ? `descriptions are shortened of ${shortened.length} (${some(shortened)})` : '',
    left.length > 0 ? `there is no room for ${left.length} (${some(left)})` : '',
  ].filter((cut) => cut !== '');
  if (cuts.length === 0) return [];
  const message = `Of ${listed.length + left.length} skills that the agent may be offered in ${budget} tokens, ${cuts.join(', and ')}.`;
  const mend = 'Raise `skillBudget`, shorten descriptions, or keep fewer skills; what a spec names is always given.';
  return [{ severity: 'warning', code: 'skill-budget', file, line: 1, message: cleanLine(message), mend }];
}

function some(names: readonly string[]): string {
  const more = names.length - 5;
  return `${names.slice(0, 5).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The line of one skill in the index. */
export function indexLine(skill: Pick<Skill, 'name' | 'description'>, length = LENGTHS[0]!): string {
  const description = oneLine(skill.description);
  const shown = description.length > length ? `${description.slice(0, length - 1).trimEnd()}…` : description;
  return `- ${oneLine(skill.name)}: ${shown}`;
}

/** As many of the nearest as fit, with the shortest descriptions and a line that says how many are missing. */
function leaveOut(skills: readonly Skill[], budget: number): SkillIndex {
  const length = LENGTHS.at(-1)!;
  const note = (count: number): string => `(${count} more skills: no room for them here)`;
  const room = budget - estimateTokens(note(skills.length)) - 1;
  const lines: string[] = [];
  let used = 0;
  for (const skill of skills) {
    const line = indexLine(skill, length);
    // Rounded up for each line, so that the whole, rounded once, is never more.
    used += estimateTokens(`${line}\n`);
    if (used > room) break;
    lines.push(line);
  }
  if (lines.length === 0)
    return { text: '', tokens: 0, budget, listed: [], shortened: [], left: skills.map(({ name }) => name) };
  const text = [...lines, note(skills.length - lines.length)].join('\n');
  return { text, tokens: estimateTokens(text), budget, ...cutOf(skills, length, lines.length) };
}

function cutOf(
  skills: readonly Skill[],
  length: number,
  count: number,
): Pick<SkillIndex, 'listed' | 'shortened' | 'left'> {
  const listed = skills.slice(0, count);
  return {
    listed: listed.map(({ name }) => name),
    shortened: listed.filter(({ description }) => oneLine(description).length > length).map(({ name }) => name),
    left: skills.slice(count).map(({ name }) => name),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
