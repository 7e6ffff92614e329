import type { KeyTable } from './schema-problems.ts';
import { didYouMean } from './suggest.ts';

/** A key that a format doesn't know. */
export interface UnknownKey {
  readonly path: readonly string[];
  readonly mend: string;
}

/** Returns the keys that a table doesn't list, at every level that the table describes. */
export function findUnknownKeys(data: unknown, keys: KeyTable, parent: readonly string[] = []): UnknownKey[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const known = childrenOf(parent, keys);
  if (known.length === 0) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const path = [...parent, key];
    return known.includes(key) ? findUnknownKeys(value, keys, path) : [{ path, mend: mendKey(key, known) }];
  });
}

/** Says what was meant, and what there is. */
export function mendKey(key: string, known: readonly string[]): string {
  return `${didYouMean(key, known)}Known here: ${known.map((name) => `\`${name}\``).join(', ')}.`;
}

/** The keys that stand right below a path. */
export function childrenOf(parent: readonly string[], keys: KeyTable): string[] {
  const start = parent.map((key) => `${key}.`).join('');
  const below = Object.keys(keys).filter((key) => key.startsWith(start));
  return [...new Set(below.map((key) => key.slice(start.length).split('.')[0]!))];
}
