import type { Requirement } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { readMarkdownLines } from './markdown-lines.ts';
import { toPlainLine } from './plain-line.ts';

/**
 * Finds a spec's requirements: headings, list items and paragraphs that begin with an id such as `R3` or `**R2.1**`.
 * What stands in code fences and HTML comments, or is only mentioned within a sentence, is none.
 */
export function parseRequirements(
  body: string,
  bodyLine: number,
  file: string,
): { readonly requirements: readonly Requirement[]; readonly diagnostics: readonly Diagnostic[] } {
  const lines = readMarkdownLines(body);
  const requirements: Requirement[] = [];
  const diagnostics: Diagnostic[] = [];
  const first = new Map<string, number>();
  let inRequirement = false;
  let opensBlock = true;
  for (const [index, text] of lines.entries()) {
    const start = text === null ? null : readStart(text, lines[index + 1] ?? '', opensBlock || inRequirement);
    opensBlock = text === null || text.trim() === '' || /^\s{0,3}#{1,6}\s/.test(text) || UNDERLINE.test(text);
    if (start === null) {
      inRequirement &&= !opensBlock;
      continue;
    }
    inRequirement = start.kind === 'paragraph';
    const line = bodyLine + index;
    const earlier = first.get(start.id);
    if (earlier === undefined) {
      first.set(start.id, line);
      requirements.push({ id: start.id, text: toPlainLine(statement(start, lines, index)), line });
    } else {
      diagnostics.push({
        severity: 'error',
        code: 'duplicate-requirement',
        file,
        line,
        message: `The requirement ${start.id} is there already, in line ${earlier}.`,
        mend: 'Give this one an id of its own.',
      });
    }
  }
  return { requirements, diagnostics };
}

interface Start {
  readonly kind: 'heading' | 'item' | 'paragraph';
  readonly id: string;
  /** The line after the id. */
  readonly rest: string;
}

const ID = 'R\\d+(?:\\.\\d+)*';
const BOLD = new RegExp(`^(\\*\\*|__)(${ID})(?!\\.?[\\p{L}\\p{N}]|_(?!_))[:.]?\\s*(\\1)?\\s*[:.–—-]?\\s*(.*)$`, 'su');
const BARE = new RegExp(`^(${ID})(?:[:.)]?(?=\\s|$)|:|\\s*[–—])\\s*[–—-]?\\s*(.*)$`, 'su');
const UNDERLINE = /^ {0,3}(=+|-+)\s*$/;

/** Reads a line that begins a requirement, or null. A paragraph must begin a block, so that mentions don't count. */
function readStart(line: string, next: string, opensBlock: boolean): Start | null {
  if (!/R\d/.test(line)) return null;
  const marker = /^(\s{0,3}#{1,6}\s+|\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)/.exec(line)?.[1];
  const content = marker === undefined ? line.replace(/^ {0,3}/, '') : line.slice(marker.length);
  const kind = marker === undefined ? 'paragraph' : marker.includes('#') ? 'heading' : 'item';
  if (kind === 'paragraph' && !opensBlock) return null;

  const bold = BOLD.exec(content);
  if (bold !== null) return { kind, id: bold[2]!, rest: (bold[3] === undefined ? bold[1]! : '') + bold[4]! };
  const bare = BARE.exec(content);
  if (bare === null) return null;
  if (kind === 'paragraph') return UNDERLINE.test(next) ? { kind: 'heading', id: bare[1]!, rest: bare[2]! } : null;
  return { kind, id: bare[1]!, rest: kind === 'heading' ? bare[2]!.replace(/\s+#+\s*$/, '') : bare[2]! };
}

/** The statement's first paragraph: on the id's line and those that continue it, or below when that has only the id. */
function statement(start: Start, lines: readonly (string | null)[], index: number): string {
  const parts = start.rest.trim() === '' ? [] : [start.rest];
  if (start.kind === 'heading' && parts.length > 0) return start.rest.slice(0, LONGEST_STATEMENT);
  for (const line of lines.slice(index + 1, index + 1 + LONGEST_PARAGRAPH)) {
    const blank = line === null || line.trim() === '' || (parts.length === 0 && UNDERLINE.test(line));
    if (blank && parts.length === 0) continue;
    if (blank || /^\s*([-*+]|\d{1,9}[.)]|#{1,6}|>)\s/.test(line) || readStart(line, '', true) !== null) break;
    parts.push(line);
  }
  return parts.join(' ').slice(0, LONGEST_STATEMENT);
}

const LONGEST_PARAGRAPH = 200;
const LONGEST_STATEMENT = 2000;
