import type { Diagnostic } from './diagnostic.ts';
import { filesRunBy } from './files-run-by.ts';
import { findNamedIds } from './named-ids.ts';
import type { LoadedSpec } from './project.ts';
import { didYouMean } from './suggest.ts';

/**
 * Holds a spec's requirements against the tests that name them. A title with an id that the spec lacks is an error; a
 * requirement that no test names, or only one that the command doesn't run, and a spec without requirements, are warnings.
 */
export function checkCoverage(loaded: LoadedSpec, texts: ReadonlyMap<string, string>): Diagnostic[] {
  if (loaded.spec === null) return [];
  const { requirements } = loaded.spec;
  if (requirements.length === 0) return [withoutIds(loaded.specPath)];
  const known = new Set(requirements.map((requirement) => requirement.id));
  const covered = new Set<string>();
  const idle = new Map<string, string>();
  const isRun = new Set(filesThatRun(loaded, texts));
  const unknown: Diagnostic[] = [];
  for (const file of [...loaded.files.tests, ...loaded.files.holdout]) {
    const reported = new Set<string>();
    for (const { id, line, title } of findNamedIds(texts.get(file) ?? '', known)) {
      if (known.has(id) && isRun.has(file)) covered.add(id);
      else if (known.has(id)) idle.set(id, file);
      else if (title && !reported.has(id) && !DATA.test(file)) {
        reported.add(id);
        unknown.push(unknownId(id, file, line, known));
      }
    }
  }
  const untested = requirements.filter(({ id }) => !covered.has(id) && !hasCoveredPart(id, covered));
  return [
    ...unknown,
    ...untested.map(({ id, line }): Diagnostic => {
      const at = { severity: 'warning', file: loaded.specPath, line } as const;
      const file = idle.get(id);
      if (file !== undefined) return { ...at, code: 'idle-test', ...neverRun(id, file) };
      const mend = `Add a test with ${id} in its title, or take the requirement away.`;
      return { ...at, code: 'untested-requirement', message: `No test names ${id}.`, mend };
    }),
  ];
}

/** A file that names no requirement itself, such as a script, is taken to run those that do. */
function filesThatRun({ spec, files }: LoadedSpec, texts: ReadonlyMap<string, string>): readonly string[] {
  return (['tests', 'holdout'] as const).flatMap((part) => {
    const suite = spec?.[part];
    if (!suite) return [];
    const named = filesRunBy(suite.command, `${spec.folder}/${part}/`, files[part]);
    return named.some((file) => /[Rr]\d/.test(texts.get(file) ?? '')) ? named : files[part];
  });
}

function neverRun(id: string, file: string): Pick<Diagnostic, 'message' | 'mend'> {
  const all = file.replace(/[^/.]+(?=(?:\.[^/]*)?$)/, '*');
  return {
    message: `Only ${file} names ${id}, and no command runs that file.`,
    mend: `Put the test into a file that the command runs, or have it run this one: ${all} finds what is added later, too.`,
  };
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
