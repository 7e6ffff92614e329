import { expectedTests } from '../expected.ts';
import { splitFrontmatter } from '../frontmatter.ts';
import { parseRequirements } from '../requirements.ts';
import { cleanText } from '../text.ts';
import type { DraftFile, DraftScope } from './events.ts';
import type { WantedFile } from './propose.ts';
import { checkPaths } from './scope.ts';

/** Larger than any asset that is pleasant to read. */
const largestFile = 400_000;

export type AppliedDraft =
  | { readonly files: readonly DraftFile[]; readonly notes: readonly string[] }
  | { readonly problems: readonly string[] };

/**
 * Lays wanted files over those that are there, which `read` returns (null: none; `unreadable`: a link, a folder, no
 * text). Nothing passes that the scope doesn't hold, and no control character.
 */
export function applyDraft(
  scope: DraftScope,
  wanted: readonly WantedFile[],
  read: (path: string) => string | null | 'unreadable',
): AppliedDraft {
  const outside = checkPaths(
    scope,
    wanted.map((file) => file.path),
  );
  if (outside.length > 0) return { problems: outside };
  const problems: string[] = [];
  const notes: string[] = [];
  const files: DraftFile[] = [];
  for (const file of wanted) {
    const before = read(file.path);
    if (before === 'unreadable') {
      problems.push(`${file.path} can't be changed: what is there is no plain text file, or is reached by a link.`);
      continue;
    }
    const made = makeText(file, before);
    if ('wrong' in made) {
      problems.push(made.wrong);
      continue;
    }
    const after = asBefore(made.text, before);
    if (after.length > largestFile) problems.push(`${file.path} is longer than ${largestFile} characters.`);
    if (made.cleaned)
      notes.push(`Characters that can't be seen, or that a terminal obeys, were taken out of ${file.path}.`);
    if (after !== before) files.push({ path: file.path, before, after });
  }
  if (problems.length === 0 && wanted.length > 0 && files.length === 0)
    problems.push('The draft changes nothing: every file would be as it is.');
  for (const file of files) {
    if (isSpec(scope, file.path)) problems.push(...checkSpecChange(file));
    notes.push(...whatIsGone(scope, file));
  }
  return problems.length > 0 ? { problems } : { files, notes };
}

/** Only what the model wrote is cleaned: what is there stays as it is, so that the diff shows the draft alone. */
function makeText(file: WantedFile, before: string | null): { text: string; cleaned: boolean } | { wrong: string } {
  if ('content' in file)
    return { text: `${cleanText(file.content).replace(/\n+$/, '')}\n`, cleaned: hides(file.content) };
  if (before === null) return { wrong: `${file.path} is not there, so it has no text to edit: give its content.` };
  let text = before.replaceAll('\r\n', '\n');
  for (const edit of file.edits) {
    const old = edit.old.replaceAll('\r\n', '\n');
    const count = text.split(old).length - 1;
    if (count !== 1)
      return {
        wrong: `${file.path}: an old_string occurs ${count === 0 ? 'nowhere' : `${count} times`}, and not once: ${JSON.stringify(old.slice(0, 100))}`,
      };
    text = text.replace(old, () => cleanText(edit.new));
  }
  return { text, cleaned: file.edits.some((edit) => hides(edit.new)) };
}

/** A file keeps its line ends: a diff should show what changed. */
function asBefore(text: string, before: string | null): string {
  return before?.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

function hides(text: string): boolean {
  return cleanText(text) !== text.replace(/\r\n?/g, '\n');
}

function isSpec({ asset, spec }: DraftScope, path: string): boolean {
  return (asset === 'spec' || asset === 'test') && path === `specs/${spec}/spec.md`;
}

/** What runs, what may be written and what it may cost is a person's to change, by hand. */
function checkSpecChange({ path, before, after }: DraftFile): string[] {
  if (before === null) return [`${path} is not there: a draft changes a spec, and makes none.`];
  return headOf(before) === headOf(after)
    ? []
    : [`The frontmatter of ${path} may not change: a draft changes requirements. Leave it as it is.`];
}

function headOf(text: string): string {
  const parts = splitFrontmatter(text);
  return parts.kind === 'split' ? text.slice(0, text.length - parts.body.length) : text;
}

/** Requirements and tests that the draft takes away: allowed, and never silent. */
function whatIsGone(scope: DraftScope, file: DraftFile): string[] {
  const { path, before, after } = file;
  if (before === null) return [];
  if (isSpec(scope, path)) {
    const left = new Set(idsIn(after, path));
    const gone = idsIn(before, path).filter((id) => !left.has(id));
    return gone.length > 0 ? [`Taken away from the spec: ${gone.join(', ')}.`] : [];
  }
  if (scope.asset !== 'spec' && scope.asset !== 'test') return [];
  const left = new Set(titlesIn(path, after));
  const gone = titlesIn(path, before).filter((title) => !left.has(title));
  return gone.map((title) => `This test is taken away or renamed: ${cleanText(title).slice(0, 200)}`);
}

function idsIn(text: string, path: string): string[] {
  const parts = splitFrontmatter(text);
  return parseRequirements(parts.kind === 'split' ? parts.body : text, 1, path).requirements.map(({ id }) => id);
}

function titlesIn(path: string, text: string): string[] {
  return expectedTests([{ path, text }]).map(({ title }) => title);
}
