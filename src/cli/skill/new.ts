import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Writes a new skill. */
export async function run(context: Context, [name = '']: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const text = (value: CommandOptions[string]) => (typeof value === 'string' ? value : undefined);
  const written = await workbench.skills.create({
    name,
    from: text(options.from),
    description: text(options.description),
  });
  if (isProblem(written)) return report(context, written);
  const { trusted } = await workbench.skills.trust();
  if (context.json) context.out(JSON.stringify({ ...written, trusted }));
  else {
    context.out(`${context.style.green('+')} ${written.file}`);
    context.out(`Write it, then: regent skill validate ${name}`);
    if (trusted !== true) context.out('It is offered to the agent once the project is trusted: regent trust');
  }
  return exitCodes.done;
}
