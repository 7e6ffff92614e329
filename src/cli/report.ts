import { resolve } from 'node:path';
import type { ReportSubject } from '../core/report-work.ts';
import { filterText } from '../core/session-filter.ts';
import type { Problem, Workbench } from '../core/workbench.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { readFilterOptions } from './filter-options.ts';

/** Writes the report of a session, or the audit of the repository, as one page, or prints it as data. */
export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const subject = await subjectOf(workbench, args[0], options);
  if (isProblem(subject)) return report(context, subject);
  const { reports } = workbench;
  const to = typeof options.html === 'string' ? options.html : undefined;
  if (context.json && to === undefined) {
    const facts = await (subject.kind === 'audit' ? reports.audit(subject) : reports.session(subject.session));
    if (isProblem(facts)) return report(context, facts);
    context.out(JSON.stringify(facts));
    return exitCodes.done;
  }
  if (to === '-') {
    const page = await reports.page(subject);
    if (isProblem(page)) return report(context, page);
    context.out(page.html.trimEnd());
    return exitCodes.done;
  }
  const file = to === undefined ? undefined : resolve(context.cwd, to);
  const written = await reports.write(subject, { file, force: options.force === true });
  if (isProblem(written)) return report(context, written);
  if (context.json) context.out(JSON.stringify(written));
  else context.out(`${written.file}  (${Math.ceil(written.bytes / 1000)} kB)`);
  return exitCodes.done;
}

async function subjectOf(
  workbench: Workbench,
  reference: string | undefined,
  options: CommandOptions,
): Promise<ReportSubject | Problem> {
  const read = readFilterOptions(options, 'regent report --since 2026-11-01');
  if (isProblem(read)) return read;
  const { filter, isGiven } = read;
  const trials = options.trials === true;
  if (reference === undefined) return { kind: 'audit', filter, said: filterText(filter), trials };
  if (isGiven || trials)
    return {
      problem: 'A filter is for the audit, and the report of a session is of that session.',
      mend: 'Leave one of them out: regent report slugify, or regent report --spec slugify',
      exit: 2,
    };
  const found = await workbench.find(reference, 'any');
  return isProblem(found) ? found : { kind: 'session', session: found.id };
}
