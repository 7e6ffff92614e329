import type { SkillProblem } from './skill-validity.ts';
import type { StrictValue } from './strict-yaml/index.ts';

export type NameProblem = Pick<SkillProblem, 'by' | 'code' | 'message' | 'mend'>;

const LONGEST_NAME = 64;

/**
 * Holds a skill's name against the specification. The text wants `a-z`, `0-9` and hyphens; the validator takes any
 * lower-case letter or digit of Unicode, after NFKC.
 */
export function checkSkillName(value: StrictValue | undefined, folder: string): NameProblem[] {
  const name = typeof value === 'string' ? strip(value).normalize('NFKC') : '';
  if (name === '') {
    return [
      {
        by: 'both',
        code: 'no-name',
        message: 'The name is not a text that says something.',
        mend: `Write \`name: ${folder}\`.`,
      },
    ];
  }
  const found: NameProblem[] = [];
  const shown = name.slice(0, 100);
  const refuse = (message: string, mend: string): void => {
    found.push({ by: 'both', code: 'bad-name', message, mend });
  };
  const length = [...name].length;
  if (length > LONGEST_NAME)
    refuse(`The name has ${length} characters; ${LONGEST_NAME} are allowed.`, 'Shorten it, and its folder with it.');
  if (name !== name.toLowerCase()) refuse(`The name \`${shown}\` has upper-case letters.`, `Write it in lower case.`);
  if (name.startsWith('-') || name.endsWith('-'))
    refuse(`The name \`${shown}\` begins or ends with a hyphen.`, 'Take the hyphen away.');
  if (name.includes('--')) refuse(`The name \`${shown}\` has two hyphens in a row.`, 'Keep one of them.');
  const letters = /^[\p{L}\p{N}-]+$/u.test(name);
  if (!letters)
    refuse(
      `The name \`${shown}\` has characters that are no letters, digits or hyphens.`,
      'Put hyphens in their place.',
    );
  else if (!/^[A-Za-z0-9-]+$/.test(name)) {
    found.push({
      by: 'text',
      code: 'name-not-ascii',
      message: `The name \`${shown}\` has letters other than \`a-z\`. The validator takes any letter of Unicode; the specification names \`a-z\` and \`0-9\`.`,
      mend: 'Use `a-z`, `0-9` and hyphens for tools that go by the text.',
    });
  }
  if (folder.normalize('NFKC') !== name) {
    found.push({
      by: 'both',
      code: 'name-not-folder',
      message: `The name \`${shown}\` is not its folder's, \`${folder.slice(0, 100)}\`.`,
      mend: 'Rename one of the two.',
    });
  }
  return found;
}

/** As Python's `strip`. */
function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start]!)) start += 1;
  while (end > start && isSpace(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}

/** White space in the eyes of Python, which knows four more control characters and no byte order mark. */
export function isSpace(char: string): boolean {
  return (char >= '\x1c' && char <= '\x1f') || char === '\x85' || (char !== '\uFEFF' && /\s/.test(char));
}
