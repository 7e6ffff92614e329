import { listWorkTree } from './list-work-tree.ts';
import { openRepository } from './repository.ts';

/** What git was asked before anybody could use the answer. */
export interface Ahead {
  readonly opening: ReturnType<typeof openRepository>;
  /** What `listWorkTree` says, as soon as the repository is found; null where nobody wants it. */
  readonly listing: Promise<Buffer> | null;
}

/** Asks git at once where the repository is and, for a plan that follows, what is in it: it answers while code is loaded. */
export function lookAhead(cwd: string, { plan = false }: { readonly plan?: boolean } = {}): Ahead {
  const opening = openRepository(cwd);
  if (!plan) return { opening, listing: null };
  const listing = opening.then((opened) =>
    'repository' in opened ? listWorkTree(opened.repository) : Buffer.alloc(0),
  );
  // Whoever awaits it hears of an outage; until then nobody has to.
  listing.catch(() => {});
  return { opening, listing };
}
