import { resolve } from 'node:path';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';

/** Writes the report of a session as one page, or prints it as data. */
export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const found = await workbench.find(args[0] ?? '', 'any');
  if (isProblem(found)) return report(context, found);
  const subject = { kind: 'session', session: found.id } as const;
  const to = typeof options.html === 'string' ? options.html : undefined;
  if (context.json && to === undefined) {
    const facts = await workbench.reports.session(found.id);
    if (isProblem(facts)) return report(context, facts);
    context.out(JSON.stringify(facts));
    return exitCodes.done;
  }
  if (to === '-') {
    const page = await workbench.reports.page(subject);
    if (isProblem(page)) return report(context, page);
    context.out(page.html.trimEnd());
    return exitCodes.done;
  }
  const file = to === undefined ? undefined : resolve(context.cwd, to);
  const written = await workbench.reports.write(subject, { file, force: options.force === true });
  if (isProblem(written)) return report(context, written);
  if (context.json) context.out(JSON.stringify(written));
  else context.out(`${written.file}  (${Math.ceil(written.bytes / 1000)} kB)`);
  return exitCodes.done;
}
