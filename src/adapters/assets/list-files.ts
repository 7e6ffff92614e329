import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { statWithin } from './read-text.ts';

export interface Listing {
  /** Sorted, each with the prefix that was asked for. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ListOptions {
  readonly maxFiles: number;
  readonly maxDepth?: number;
  /** Absolute folder that links may not lead out of; the listed folder itself when left out. */
  readonly within?: string;
}

/**
 * Lists a folder's regular files, recursively. Links to files are followed where they stay inside; links to folders are
 * not, for they could make circles. `prefix` is what the paths begin with instead of `folder`.
 */
export function listFiles(folder: string, prefix: string, options: ListOptions): Listing {
  const paths: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const within = options.within ?? folder;
  walk(folder, prefix, 1);
  return { paths: paths.sort(), diagnostics };

  function walk(at: string, shown: string, depth: number): void {
    for (const entry of readFolder(at)) {
      const path = `${shown}/${entry.name}`;
      if (entry.name === '.git' || entry.name === '.DS_Store') continue;
      if (paths.length >= options.maxFiles) {
        if (diagnostics.at(-1)?.code !== 'too-many-files') {
          add('too-many-files', prefix, `There are more than ${options.maxFiles} files here.`, 'Move data elsewhere.');
        }
        return;
      }
      if (entry.name.includes('\uFFFD')) {
        add('bad-file-name', path, "The file's name is not UTF-8.", 'Rename it.');
      } else if (entry.isFile()) paths.push(path);
      else if (entry.isDirectory()) {
        if (depth < (options.maxDepth ?? 32)) walk(join(at, entry.name), path, depth + 1);
        else add('too-deep', path, 'Folders are nested too deep here.', 'Make the folders flatter.');
      } else if (entry.isSymbolicLink()) followLink(join(at, entry.name), path);
      else add('not-a-file', path, 'This is neither a file nor a folder.', 'Remove it.');
    }
  }

  function followLink(target: string, path: string): void {
    try {
      const stats = statWithin(target, within);
      if (stats === 'outside' || stats === 'missing') {
        add(
          'link-outside',
          path,
          'This symbolic link leads out of its folder, or nowhere.',
          'Put a copy there instead.',
        );
      } else if (stats.isFile()) paths.push(path);
      else add('link-to-folder', path, 'This symbolic link leads to a folder.', 'Put a copy there instead.');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      add('link-circle', path, `This symbolic link can't be followed (${code}).`, 'Remove it.');
    }
  }

  function readFolder(at: string): Dirent[] {
    try {
      return readdirSync(at, { withFileTypes: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return [];
      const what = code === 'ENOTDIR' ? 'is not a folder' : `can't be read (${code})`;
      add('unreadable', prefix, `The folder ${what}.`, 'Check what it is, and its permissions.');
      return [];
    }
  }

  function add(code: string, file: string, message: string, mend: string): void {
    diagnostics.push({ severity: 'error', code, file, line: 1, message, mend });
  }
}
