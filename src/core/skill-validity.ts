import type { Diagnostic } from './diagnostic.ts';
import { findPlaceholder } from './placeholders.ts';
import { readSkillFrontmatter, type SkillFrontmatter } from './skill-frontmatter.ts';
import { checkSkillName, isSpace } from './skill-name.ts';
import type { StrictValue } from './strict-yaml/index.ts';
import { didYouMean } from './suggest.ts';
import { cleanLine } from './text.ts';

/**
 * Something about a SKILL.md that its authors' rules forbid. `by` says whose rule it is: both the specification's text
 * and its reference validator, or one of them alone. What the validator refuses is an error: it decides what is valid.
 * `regent` is none of them: something that no skill should say.
 */
export interface SkillProblem extends Diagnostic {
  readonly by: 'both' | 'validator' | 'text' | 'regent';
}

/** The fields that a SKILL.md may have. Source: https://agentskills.io/specification#frontmatter */
export const SKILL_FIELDS = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'] as const;

const LONGEST_DESCRIPTION = 1024;
const LONGEST_COMPATIBILITY = 500;
/** What the specification recommends for the body. */
const MOST_LINES = 500;

/**
 * Returns the verdict of the reference validator on a SKILL.md: it is valid when no problem is an error. `folder` is
 * the name of the folder it is in, `file` the path that problems name, `front` what is read of the text already.
 *
 * Source: https://github.com/agentskills/agentskills, skills-ref 0.1.0
 */
export function checkSkill(
  text: string,
  { folder, file }: { folder: string; file: string },
  front: SkillFrontmatter = readSkillFrontmatter(text),
): SkillProblem[] {
  const problem = (
    by: SkillProblem['by'],
    code: string,
    line: number,
    message: string,
    mend: string,
  ): SkillProblem => ({
    severity: by === 'text' || by === 'regent' ? 'warning' : 'error',
    code,
    file,
    line,
    message: cleanLine(message),
    mend: cleanLine(mend),
    by,
  });
  const named = /(?:^|\/)skill\.md$/.test(file)
    ? [
        problem(
          'text',
          'file-name',
          1,
          'The file is called `skill.md`. The validator takes that; the specification, and most tools, want `SKILL.md`.',
          'Rename it to `SKILL.md`.',
        ),
      ]
    : [];
  if (front.kind === 'missing') {
    const message = front.hasMark
      ? 'The file does not begin with `---`: there is white space or a byte order mark before it.'
      : 'The file has no frontmatter: it does not begin with `---`.';
    const mend = front.hasMark
      ? 'Make `---` the first three bytes of the file.'
      : 'Put `---` in the first line, then name and description, then `---` again.';
    return [...named, problem('both', 'no-frontmatter', 1, message, mend)];
  }
  if (front.kind === 'unclosed') {
    const message = 'The frontmatter that opens in line 1 is never closed.';
    return [
      ...named,
      problem('both', 'frontmatter-unclosed', 1, message, 'Put a line with only `---` after its last key.'),
    ];
  }
  const { yaml } = front;
  if (!yaml.ok) {
    const message = `The validator can't read the frontmatter: ${yaml.message}.`;
    const mend = 'Write plain `key: value` lines, and quote text that YAML could take for something else.';
    return [...named, problem('validator', 'strict-yaml', yaml.line, message, mend)];
  }
  const { data, lineOf } = yaml;
  if (data === null) {
    return [
      ...named,
      problem(
        'both',
        'frontmatter-not-a-mapping',
        1,
        'The frontmatter is not a list of keys.',
        'Write `key: value` lines.',
      ),
    ];
  }
  const found: SkillProblem[] = [...named];
  const add = (by: SkillProblem['by'], key: string, code: string, message: string, mend: string) =>
    found.push(problem(by, code, lineOf(key), message, mend));

  for (const field of Object.keys(data)) {
    if ((SKILL_FIELDS as readonly string[]).includes(field)) continue;
    const name = field.slice(0, 64);
    add(
      'validator',
      field,
      'unknown-field',
      `\`${name}\` is no field of the specification. Its text is silent on further fields; its validator refuses them.`,
      `${suggestion(field)}Move it below \`metadata:\`, or remove it.`,
    );
  }
  if (!('name' in data)) add('both', 'name', 'no-name', 'The skill has no name.', `Add \`name: ${folder}\`.`);
  else for (const one of checkSkillName(data.name, folder)) add(one.by, 'name', one.code, one.message, one.mend);

  const description = data.description;
  if (description === undefined || !isText(description) || isBlank(description)) {
    const message =
      description === undefined
        ? 'The skill has no description.'
        : 'The description is not a text that says something.';
    add(
      'both',
      'description',
      'no-description',
      message,
      'Say in `description:` what the skill does and when to use it.',
    );
  } else if ([...description].length > LONGEST_DESCRIPTION) {
    const message = `The description has ${[...description].length} characters; ${LONGEST_DESCRIPTION} are allowed.`;
    add('both', 'description', 'long-description', message, 'Move what is not needed to find the skill into the body.');
  }
  checkCompatibility(data.compatibility, add);
  checkLooseFields(data, add);
  const lines = countLines(front.body);
  if (lines > MOST_LINES) {
    const message = `The body has ${lines} lines; the specification recommends at most ${MOST_LINES}.`;
    found.push(
      problem(
        'text',
        'long-body',
        1,
        message,
        'Move details into files of their own, which are read when they are needed.',
      ),
    );
  }
  const placeholder = findPlaceholder('skill', text);
  if (placeholder !== null) {
    const { code, line, message, mend } = placeholder;
    found.push(problem('regent', code, line, message, mend));
  }
  return found;
}

/** The same few fields are asked about again and again. */
const suggestions = new Map<string, string>();

function suggestion(field: string): string {
  const known = suggestions.get(field) ?? didYouMean(field, SKILL_FIELDS);
  if (suggestions.size < 1000) suggestions.set(field, known);
  return known;
}

function countLines(text: string): number {
  // A lone CR ends a line too.
  if (text.includes('\r') && /\r(?!\n)/.test(text)) return text.split(/\r\n?|\n/).length;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

type Add = (by: SkillProblem['by'], key: string, code: string, message: string, mend: string) => void;

function checkCompatibility(value: StrictValue | undefined, add: Add): void {
  if (value === undefined) return;
  if (!isText(value))
    add('both', 'compatibility', 'bad-compatibility', '`compatibility` is not text.', 'Write one sentence.');
  else if ([...value].length > LONGEST_COMPATIBILITY) {
    const message = `\`compatibility\` has ${[...value].length} characters; ${LONGEST_COMPATIBILITY} are allowed.`;
    add('both', 'compatibility', 'long-compatibility', message, 'Shorten it; details belong into the body.');
  } else if (value === '') {
    const message = '`compatibility` is empty. The validator takes that; the specification wants 1 to 500 characters.';
    add('text', 'compatibility', 'empty-compatibility', message, 'Remove the line, or say what the skill needs.');
  }
}

/** Fields whose shape the text tells and the validator does not look at. */
function checkLooseFields(data: { readonly [key: string]: StrictValue }, add: Add): void {
  for (const key of ['license', 'allowed-tools'] as const) {
    const value = data[key];
    if (value === undefined || isText(value)) continue;
    const message = `\`${key}\` is not text. The validator takes that; the specification wants ${key === 'license' ? 'text' : 'one text, with spaces between the tools'}.`;
    add(
      'text',
      key,
      `bad-${key}`,
      message,
      key === 'license' ? 'Write the licence in one line.' : 'Write `allowed-tools: Read Grep`.',
    );
  }
  const { metadata } = data;
  if (metadata === undefined) return;
  const isMap = typeof metadata === 'object' && !Array.isArray(metadata);
  if (!isMap || Object.values(metadata).some((value) => !isText(value))) {
    const message = '`metadata` is not a map from text to text. The validator takes that; the specification does not.';
    add('text', 'metadata', 'bad-metadata', message, 'Write `key: value` lines below it, one level deep.');
  }
}

function isText(value: StrictValue): value is string {
  return typeof value === 'string';
}

function isBlank(text: string): boolean {
  for (const char of text) if (!isSpace(char)) return false;
  return true;
}
