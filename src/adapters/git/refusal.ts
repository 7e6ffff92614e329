/** Why an accept or an undo was not made. Nothing was changed. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /** What stands in the way, one sentence. */
  readonly message: string;
  /** The way on, one imperative sentence. */
  readonly mend: string;
  /** The files that are concerned, if it is about files. */
  readonly paths: readonly string[];
}

export type RefusalReason =
  | 'unborn'
  | 'operation-in-progress'
  | 'index-locked'
  /** Outputs (or the lock) hold work that is in no commit. */
  | 'dirty-outputs'
  /** The same, in files that a .gitignore hides. */
  | 'ignored-files-in-the-way'
  /** Something that is no output stands where an output has to go. */
  | 'in-the-way'
  /** HEAD's outputs are no longer those that the candidate was made from, or HEAD moved meanwhile. */
  | 'moved'
  | 'nothing-to-change'
  /** Undo: the outputs or the lock changed since the accept. */
  | 'changed-since'
  /** Undo: the commit is not an ancestor of HEAD. */
  | 'not-in-history'
  | 'failed';

export function refuse(reason: RefusalReason, message: string, mend: string, paths: readonly string[] = []): Refusal {
  return { kind: 'refused', reason, message, mend, paths };
}

/** `a.js, b.js and 3 more` */
export function nameSome(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(', ');
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}
