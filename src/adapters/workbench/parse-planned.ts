import type { Diagnostic } from '../../core/diagnostic.ts';
import { type ParsedLock, parseLock } from '../../core/parse-lock.ts';
import { parseSpec, type SpecDefaults } from '../../core/spec.ts';
import type { SpecFacts } from '../../core/workbench.ts';

/** What the plan needs of a `spec.md`; small, for two thousand of them are read back from the cache at once. */
export interface PlannedFacts {
  readonly facts: SpecFacts | null;
  readonly errors: readonly Diagnostic[];
}

/** A lock without what no plan compares, which would only make the cache slow to read. */
export type PlannedLock = ParsedLock;

/** Returns what reads the facts of a `spec.md`, given its path, where the project has these defaults. */
export function factsParser(defaults: SpecDefaults): (text: string, path: string) => PlannedFacts {
  return (text, path) => {
    const folder = path.slice(0, -'/spec.md'.length);
    const { spec, diagnostics } = parseSpec({ folder, text, defaults });
    const errors = diagnostics.filter((one) => one.severity === 'error');
    if (!spec) return { facts: null, errors };
    const { name, summary, language, outputs, depends, include, skills, mode, limits } = spec;
    return { facts: { name, folder, summary, language, outputs, depends, include, skills, mode, limits }, errors };
  };
}

export function parsePlannedLock(text: string, path: string): PlannedLock {
  const parsed = parseLock(text, path);
  return 'lock' in parsed ? { lock: { ...parsed.lock, environment: {}, tests: [] } } : parsed;
}
