import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileSet } from '../../core/ports.ts';
import { readFiles, writeFiles } from './file-set.ts';

/**
 * What the outputs were before the call that runs now. A call that a crash cut off is carried out again from there, so
 * that an edit is not made twice.
 */
export interface Journal {
  /** Records one file's content (null: there was none) or, given a file set, all outputs. */
  begin(id: string, before: { path: string; bytes: Uint8Array | null; mode: number } | FileSet): Promise<void>;
  /** What was recorded for this id, if it was the last to begin. */
  recall(id: string): Promise<Recalled | null>;
  /** Drops what was recorded: the outputs are about to be replaced on purpose. */
  forget(): Promise<void>;
}

export type Recalled =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Uint8Array | null; readonly mode: number }
  | { readonly kind: 'all'; readonly files: FileSet };

export function createJournal(folder: string): Journal {
  return {
    async begin(id, before) {
      const next = `${folder}.next`;
      await rm(next, { recursive: true, force: true });
      await mkdir(join(next, 'files'), { recursive: true });
      if (before instanceof Map) {
        await writeFiles(join(next, 'files'), before);
        await writeFile(join(next, 'call.json'), JSON.stringify({ id, kind: 'all' }));
      } else {
        const { path, bytes, mode } = before as { path: string; bytes: Uint8Array | null; mode: number };
        if (bytes) {
          await mkdir(dirname(join(next, 'files', path)), { recursive: true });
          await writeFile(join(next, 'files', path), bytes);
        }
        await writeFile(
          join(next, 'call.json'),
          JSON.stringify({ id, kind: 'file', path, existed: bytes !== null, mode }),
        );
      }
      await rm(folder, { recursive: true, force: true });
      await rename(next, folder);
    },
    async recall(id) {
      const call = parseCall(await readFile(join(folder, 'call.json'), 'utf8').catch(() => ''));
      if (call?.id !== id) return null;
      if (call.kind === 'all')
        return { kind: 'all', files: (await readFiles(join(folder, 'files'), () => true)).files };
      const bytes = call.existed ? await readFile(join(folder, 'files', call.path)) : null;
      return { kind: 'file', path: call.path, bytes, mode: call.mode };
    },
    forget: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What is kept of a call beside the files. */
interface RecordedCall {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
  readonly existed: boolean;
  readonly mode: number;
}

/** Null where a power failure left less than a whole record: then the call had not begun. */
function parseCall(text: string): RecordedCall | null {
  try {
    return JSON.parse(text) as RecordedCall;
  } catch {
    return null;
  }
}
