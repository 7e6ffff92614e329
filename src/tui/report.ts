import { relative, resolve } from 'node:path';
import type { ReportSubject } from '../core/report-work.ts';
import { filterText, parseFilter } from '../core/session-filter.ts';
import type { Binding } from './binding.ts';
import { ask, benchOf, type Deps, during, say } from './deps.ts';
import { choiceField, textField } from './dialogs/form.ts';
import type { Screens } from './store.ts';

/** The keys of a screen that write what it is about as a page, and say where. */
export function reportKeys(
  where: 'review' | 'history',
  what: string,
  hint: boolean,
  subjectOf: (state: Screens) => ReportSubject | null,
): readonly Binding[] {
  const disabled = (state: Screens) => (subjectOf(state) ? null : 'Nothing is open.');
  return [
    {
      keys: ['r'],
      name: `${where}.report`,
      where,
      label: 'report',
      help: `Write ${what} as a page of HTML, for people who were not there.`,
      hint,
      disabled,
      run: async (deps) => {
        const subject = subjectOf(deps.store.getState());
        if (subject) await write(deps, subject, {});
      },
    },
    {
      keys: ['R'],
      name: `${where}.report-to`,
      where,
      label: 'report to …',
      help: 'The same, to a file of your choice.',
      disabled,
      run: (deps) => {
        const subject = subjectOf(deps.store.getState());
        if (subject) askWhere(deps, subject);
      },
    },
  ];
}

/** The session that Review has open. */
export function reviewed({ review }: Screens): ReportSubject | null {
  return review && { kind: 'session', session: review.record.summary.id };
}

/** The repository, as far as the filter of History leaves it. */
export function audited({ bench, history }: Screens): ReportSubject | null {
  if (bench.kind !== 'open') return null;
  const { filter } = parseFilter(history.filter, Date.now());
  return { kind: 'audit', filter, said: filterText(filter), trials: false };
}

function askWhere(deps: Deps, subject: ReportSubject): void {
  ask(deps, {
    kind: 'form',
    title: 'Write the report',
    about: ({ file }) => [
      `One page of HTML, that needs nothing else, to ${file ?? "a file in git's common folder"}.`,
      'Nothing of holdout tests but their numbers is on it.',
    ],
    fields: [textField('file', 'file', ''), choiceField('over', 'over a file that is not its own', ['no', 'yes'])],
    at: 0,
    yes: 'write',
    run({ file, over }) {
      void write(deps, subject, {
        ...(file === undefined ? {} : { file: resolve(deps.context.cwd, file) }),
        force: over === 'yes',
      });
      return null;
    },
  });
}

async function write(deps: Deps, subject: ReportSubject, to: { file?: string; force?: boolean }): Promise<void> {
  const workbench = benchOf(deps);
  const written = workbench && (await during(deps, 'writing the report', () => workbench.reports.write(subject, to)));
  if (!written) return;
  const inside = relative(deps.context.cwd, written.file);
  const place = inside.startsWith('..') ? written.file : inside;
  say(deps, 'good', `The report is in ${place} (${Math.ceil(written.bytes / 1000)} kB).`);
}
