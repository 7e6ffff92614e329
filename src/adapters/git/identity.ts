import { REGENT_IDENTITY } from './commit-attempt.ts';
import type { Signature } from './fast-import.ts';
import type { Repository } from './repository.ts';
import { configValue } from './repository.ts';

export interface Identity {
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
  /** False when git does not know who the user is, and Regent's own name stands in for what is missing. */
  readonly configured: boolean;
}

/** Who git says the user is, from its environment variables and configuration; it guesses nothing from the machine. */
export function readIdentity(repository: Repository): Identity {
  const author = { name: find(repository, 'author', 'name'), email: find(repository, 'author', 'email') };
  const committer = { name: find(repository, 'committer', 'name'), email: find(repository, 'committer', 'email') };
  return {
    author: { name: author.name ?? REGENT_IDENTITY.name, email: author.email ?? REGENT_IDENTITY.email },
    committer: { name: committer.name ?? REGENT_IDENTITY.name, email: committer.email ?? REGENT_IDENTITY.email },
    configured: [author.name, author.email, committer.name, committer.email].every((part) => part !== null),
  };
}

/** The same, at this moment, in the machine's time zone. */
export function sign(person: { readonly name: string; readonly email: string }, now: Date): Signature {
  const minutes = -now.getTimezoneOffset();
  const clock = Math.abs(minutes);
  const digits = String(Math.floor(clock / 60) * 100 + (clock % 60)).padStart(4, '0');
  return { ...person, seconds: Math.floor(now.getTime() / 1000), offset: `${minutes < 0 ? '-' : '+'}${digits}` };
}

/** Git's own order: `git help commit-tree`, COMMIT INFORMATION. */
function find(repository: Repository, role: 'author' | 'committer', part: 'name' | 'email'): string | null {
  const candidates = [
    process.env[`GIT_${role.toUpperCase()}_${part.toUpperCase()}`],
    configValue(repository, `${role}.${part}`),
    configValue(repository, `user.${part}`),
    part === 'email' ? process.env.EMAIL : undefined,
  ];
  return candidates.find((value) => value?.replace(/[<>\n]/g, '').trim()) ?? null;
}
