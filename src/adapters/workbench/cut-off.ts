import { readHistory } from '../git/history.ts';
import type { Repository } from '../git/repository.ts';

/** The commit of a session's attempt in the history of HEAD: of an accept that was cut off before it was recorded. */
export async function findAccept(
  repository: Repository,
  spec: string,
  { session, attempt }: { readonly session: string; readonly attempt: number },
): Promise<string | null> {
  return find(repository, spec, { 'Regent-Session': session, 'Regent-Attempt': String(attempt) });
}

/** The commit that undoes an accept, likewise. */
export async function findUndo(repository: Repository, spec: string, accept: string): Promise<string | null> {
  return find(repository, spec, { 'Regent-Undoes': accept });
}

async function find(
  repository: Repository,
  spec: string,
  wanted: Readonly<Record<string, string>>,
): Promise<string | null> {
  const history = await readHistory(repository, { spec });
  const isMeant = (trailers: ReadonlyMap<string, string>) =>
    Object.entries(wanted).every(([name, value]) => trailers.get(name) === value);
  return history.find(({ trailers }) => isMeant(trailers))?.commit ?? null;
}
