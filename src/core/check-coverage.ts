import type { Diagnostic } from './diagnostic.ts';
import { findNamedIds } from './named-ids.ts';
import type { LoadedSpec } from './project.ts';
import { didYouMean } from './suggest.ts';

/**
 * Holds a spec's requirements against the tests that name them. A title with an id that the spec lacks is an error; a
 * requirement that no test names, and a spec without requirements, are warnings.
 */
export function checkCoverage(loaded: LoadedSpec, texts: ReadonlyMap<string, string>): Diagnostic[] {
  if (loaded.spec === null) return [];
  const { requirements } = loaded.spec;
  if (requirements.length === 0) return [withoutIds(loaded.specPath)];
  const known = new Set(requirements.map((requirement) => requirement.id));
  const covered = new Set<string>();
  const unknown: Diagnostic[] = [];
  for (const file of [...loaded.files.tests, ...loaded.files.holdout]) {
    const reported = new Set<string>();
    for (const { id, line, title } of findNamedIds(texts.get(file) ?? '', known)) {
      if (known.has(id)) covered.add(id);
      else if (title && !reported.has(id) && !DATA.test(file)) {
        reported.add(id);
        unknown.push(unknownId(id, file, line, known));
      }
    }
  }
  const untested = requirements.filter(({ id }) => !covered.has(id) && !hasCoveredPart(id, covered));
  return [
    ...unknown,
    ...untested.map(
      ({ id, line }): Diagnostic => ({
        severity: 'warning',
        code: 'untested-requirement',
        file: loaded.specPath,
        line,
        message: `No test names ${id}.`,
        mend: `Add a test with ${id} in its title, or take the requirement away.`,
      }),
    ),
  ];
}

/** What stands in such files is data for tests, not their titles. */
const DATA = /\.(?:csv|tsv|txt|md|json|jsonl|ya?ml|xml|html|log|sql)$/i;

/** R2 is tested when R2.1 is: its parts are what it says. */
function hasCoveredPart(id: string, covered: ReadonlySet<string>): boolean {
  for (const other of covered) if (other.startsWith(`${id}.`)) return true;
  return false;
}

function withoutIds(file: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'no-requirements',
    file,
    line: 1,
    message: 'The spec has no requirements with ids, so nothing says what its tests prove.',
    mend: 'Begin each requirement with an id, such as `- **R1** The result is sorted.`',
  };
}

function unknownId(id: string, file: string, line: number, known: ReadonlySet<string>): Diagnostic {
  return {
    severity: 'error',
    code: 'unknown-requirement',
    file,
    line,
    message: `A test names ${id}, which the spec does not have.`,
    mend: `${didYouMean(id, known)}Name a requirement of the spec, or add ${id} to it.`,
  };
}
