import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';

/** A text file's content, or why there is none. */
export type TextRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly diagnostic: Diagnostic };

export interface ReadOptions {
  /** How diagnostics name the file. */
  readonly file: string;
  readonly maxBytes: number;
  /** Absolute folder that a symbolic link may not lead out of. */
  readonly within?: string | undefined;
}

/** Reads a UTF-8 file that may be anything: a folder, a pipe, a link to elsewhere, gigabytes, bytes that are no text. */
export function readText(path: string, options: ReadOptions): TextRead {
  const refuse = (code: string, message: string, mend: string): TextRead => ({
    kind: 'problem',
    diagnostic: { severity: 'error', code, file: options.file, line: 1, message, mend },
  });
  try {
    const stats = statWithin(path, options.within);
    if (stats === 'missing') return { kind: 'missing' };
    if (stats === 'outside') {
      return refuse(
        'link-outside',
        'The file is a symbolic link that leads out of its folder.',
        'Put a copy there instead.',
      );
    }
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? 'a folder' : 'not a regular file';
      return refuse('not-a-file', `What should be a file is ${what}.`, 'Put a regular file there.');
    }
    if (stats.size > options.maxBytes) {
      const limit = `${Math.round(options.maxBytes / 1024)} KB`;
      return refuse('file-too-large', `The file is larger than ${limit}.`, 'Split it, or move data elsewhere.');
    }
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    // Replacement characters appear where bytes are no UTF-8; a file may hold them of its own too.
    if (text.includes('\uFFFD') && !Buffer.from(text, 'utf8').equals(bytes)) {
      return refuse('not-utf8', 'The file is not UTF-8 text.', 'Save it as UTF-8.');
    }
    return { kind: 'text', text };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    if (code === 'ELOOP') return refuse('link-circle', 'The file is a link that leads to itself.', 'Remove the link.');
    return refuse('unreadable', `The file can't be read (${code}).`, 'Check its permissions.');
  }
}

/** The stats of what a path leads to, unless a link leads out of a folder or nowhere. */
export function statWithin(path: string, within: string | undefined): Stats | 'missing' | 'outside' {
  const own = lstatSync(path, { throwIfNoEntry: false });
  if (own === undefined) return 'missing';
  if (!own.isSymbolicLink()) return own;
  const target = statSync(path, { throwIfNoEntry: false });
  if (target === undefined) return within === undefined ? 'missing' : 'outside';
  return within !== undefined && !isInside(realpathSync(path), realpathSync(within)) ? 'outside' : target;
}

/** Whether a path is in a folder, or is it; both absolute, and without links. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
