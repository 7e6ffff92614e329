import { z } from 'zod';
import { parseJson } from './json-document.ts';
import { lazy } from './lazy.ts';

/** trust.json in a person's configuration folder: which projects' own skills may be offered to the agent unasked. */
export interface TrustRecord {
  readonly version: 1;
  /** By the absolute path of the repository's common git folder, which all its work trees share. */
  readonly projects: Readonly<Record<string, { readonly trusted: boolean; readonly at: string }>>;
}

/** Reads trust.json. What is broken trusts nobody. */
export function parseTrust(text: string): TrustRecord {
  const json = parseJson(text);
  const parsed = json.ok ? recordSchema().safeParse(json.data) : null;
  return parsed?.success ? parsed.data : { version: 1, projects: {} };
}

const recordSchema = lazy(() =>
  z.object({
    version: z.literal(1),
    projects: z.record(z.string(), z.object({ trusted: z.boolean(), at: z.string() })),
  }),
);
