import type { Skill } from './asset.ts';
import { ASSET_NAME_RULE, isAssetName } from './asset-name.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type EntryYaml, readEntryYaml } from './entry-yaml.ts';
import { type Frontmatter, splitFrontmatter } from './frontmatter.ts';
import { parseLooseFrontmatter } from './loose-frontmatter.ts';
import { findPlaceholder } from './placeholders.ts';
import type { SkillFrontmatter } from './skill-frontmatter.ts';
import { readStrictYaml } from './strict-yaml/index.ts';
import { cleanLine, cleanText } from './text.ts';

/** A skill, or null when it can't be used: then a diagnostic says why. */
export interface ParsedSkill {
  readonly skill: Skill | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Loads a SKILL.md as leniently as the guide for clients asks: what the agent can't do without (a description) must be
 * there, any other flaw is a warning. Whether the file is valid to the letter is another question than whether it loads.
 *
 * Source: https://agentskills.io/client-implementation/adding-skills-support
 */
export function parseSkill(from: {
  readonly source: Skill['source'];
  /** Absolute. */
  readonly folder: string;
  /** For messages: relative to the repository's root, or absolute outside of it. */
  readonly file: string;
  readonly text: string;
  readonly files: readonly string[];
  /** What the validator reads of the same text, where that is known already. */
  readonly strict?: SkillFrontmatter | undefined;
}): ParsedSkill {
  const { file, folder, source, files } = from;
  const { present, data, body, diagnostics, lineOf } = readFrontmatter(from.text, file, from.strict);
  const warn = (key: string, code: string, message: string, mend: string): Diagnostic => ({
    severity: 'warning',
    code,
    file,
    line: lineOf([key]),
    message,
    mend,
  });
  if (!present) {
    const mend = 'Put `---` in the first line, then name and description, then `---` again.';
    return {
      skill: null,
      diagnostics: [warn('', 'no-frontmatter', 'The skill is skipped: it has no frontmatter.', mend)],
    };
  }
  if (data === null) {
    return {
      skill: null,
      diagnostics: diagnostics.map((one) => ({
        ...one,
        severity: 'warning',
        message: `The skill is skipped: ${one.message}`,
      })),
    };
  }
  const description = textOf(data.description);
  if (description === '') {
    const mend = 'Add `description:` with what the skill does and when to use it.';
    const message = 'The skill is skipped: it has no description, so no agent would know when to read it.';
    return { skill: null, diagnostics: [warn('description', 'no-description', message, mend)] };
  }
  const directory = folder.slice(folder.lastIndexOf('/') + 1);
  const named = cleanLine(textOf(data.name).normalize('NFKC'));
  const name = named === '' ? directory : named.slice(0, 200);
  const warnings: Diagnostic[] = [];
  if (named === '') {
    warnings.push(
      warn('name', 'no-name', "The skill has no name; it goes by its folder's.", `Add \`name: ${directory}\`.`),
    );
  } else if (named !== directory) {
    const message = `The skill's name \`${name}\` is not its folder's, \`${directory}\`.`;
    warnings.push(warn('name', 'name-not-folder', message, 'Rename one of the two.'));
  }
  if (!isAssetName(name)) {
    warnings.push(warn('name', 'bad-name', `\`${name}\` is not valid as a skill's name.`, `Use ${ASSET_NAME_RULE}.`));
  }
  if ([...description].length > 1024) {
    const message = 'The description is longer than 1,024 characters.';
    warnings.push(
      warn('description', 'long-description', message, 'Move what is not needed to find the skill into the body.'),
    );
  }
  const placeholder = findPlaceholder('skill', from.text);
  if (placeholder !== null) warnings.push({ severity: 'warning', file, ...placeholder });
  const onRequest = /^true$/i.test(String(data['disable-model-invocation'])) ? ({ onRequest: true } as const) : {};
  const needs = cleanLine(textOf(data.compatibility)).slice(0, LONGEST_COMPATIBILITY);
  const compatibility = needs === '' ? {} : { compatibility: needs };
  const skill: Skill = { name, description, folder, source, body, ...compatibility, ...onRequest, files };
  return { skill, diagnostics: warnings };
}

/** What the specification allows; what is longer is cut. */
const LONGEST_COMPATIBILITY = 500;

/** Reads frontmatter as leniently as it takes. The parser of all YAML is slow, and hardly ever needed. */
function readFrontmatter(
  text: string,
  file: string,
  strict?: SkillFrontmatter,
): Pick<Frontmatter, 'present' | 'data' | 'body' | 'diagnostics' | 'lineOf'> {
  const parts = splitFrontmatter(text);
  if (parts.kind !== 'split') return parseLooseFrontmatter(text, file);
  const yaml = parts.yaml.replaceAll('\r\n', '\n');
  const quick = takeStrict(strict, yaml) ?? readEntryYaml(yaml) ?? readWhole(yaml);
  if (quick === null) return parseLooseFrontmatter(text, file);
  const { data, lineOf } = quick;
  return { present: true, data, body: parts.body, diagnostics: [], lineOf: (path) => lineOf(path) + 1 };
}

/** Takes what the validator read, where it read the same lines and nothing that counts is more than text to others. */
function takeStrict(strict: SkillFrontmatter | undefined, yaml: string): EntryYaml | null {
  if (strict?.kind !== 'read' || !strict.yaml.ok || strict.source !== `\n${yaml}`) return null;
  const { data, lineOf } = strict.yaml;
  if (data === null) return null;
  for (const key of COUNTS) {
    const value = data[key];
    if (value !== undefined && (typeof value !== 'string' || MORE_THAN_TEXT.test(value))) return null;
  }
  return { data, lineOf: ([key]) => lineOf(String(key)) - 1 };
}

const COUNTS = ['name', 'description', 'compatibility', 'disable-model-invocation'] as const;
/** Numbers, nothing and truth values. */
const MORE_THAN_TEXT = /^(?:[-+.\d~]|(?:null|true|false)$|$)/i;

/** A number or a truth value was meant as text. */
function textOf(value: unknown): string {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar ? cleanText(String(value)).trim() : '';
}

/** What the validator can read must load, though other readers of YAML refuse some of it. */
function readWhole(yaml: string): EntryYaml | null {
  const strict = readStrictYaml(yaml);
  return strict.ok && strict.data !== null
    ? { data: strict.data, lineOf: ([key]) => strict.lineOf(String(key)) }
    : null;
}

/** A skill that counts, and those of the same name that it hides. */
export interface SkillChoice {
  readonly skills: readonly Skill[];
  readonly shadowed: readonly { readonly skill: Skill; readonly by: Skill }[];
}

/** From near to far: of two skills with one name the nearer counts. */
export const SKILL_SOURCES: readonly Skill['source'][] = [
  'project',
  'agents',
  'claude',
  'home-agents',
  'home-claude',
  'built-in',
];

/** Whether a skill comes with the repository, and not from the person or from Regent. */
export function isOfProject(source: Skill['source']): boolean {
  return source === 'project' || source === 'agents' || source === 'claude';
}

/** Warns of skills that a nearer one of the same name hides; a copy that says the same hides nothing. */
export function explainShadows({
  root,
  shadowed,
}: { readonly root: string } & Pick<SkillChoice, 'shadowed'>): Diagnostic[] {
  const fileOf = ({ folder }: Skill): string =>
    `${folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : folder}/SKILL.md`;
  return shadowed.flatMap(({ skill, by }): Diagnostic[] => {
    if (skill.body === by.body && skill.description === by.description) return [];
    const message = `The skill does not count: ${fileOf(by)} has the same name, \`${skill.name}\`, and is nearer.`;
    const mend = 'Rename one of the two, or remove one.';
    return [{ severity: 'warning', code: 'skill-shadowed', file: fileOf(skill), line: 1, message, mend }];
  });
}

/** Settles which of the skills that share a name counts. */
export function chooseSkills(found: readonly Skill[]): SkillChoice {
  const winners = new Map<string, Skill>();
  const shadowed: { skill: Skill; by: Skill }[] = [];
  const rank = (skill: Skill): number => SKILL_SOURCES.indexOf(skill.source);
  for (const skill of found.toSorted((left, right) => rank(left) - rank(right))) {
    const by = winners.get(skill.name);
    if (by === undefined) winners.set(skill.name, skill);
    else shadowed.push({ skill, by });
  }
  return { skills: [...winners.values()], shadowed };
}
