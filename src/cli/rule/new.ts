import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Writes a new rule of the project, valid as it stands. */
export async function run(context: Context, [name = '']: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const text = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const list = (key: string) =>
    text(key)
      ?.split(/,(?![^{]*\})/)
      .map((one) => one.trim())
      .filter(Boolean);
  const made = await workbench.rules.create(name, {
    description: text('description'),
    globs: list('globs'),
    specs: list('specs'),
    check: text('check'),
  });
  if (isProblem(made)) return report(context, made);
  if (context.json) context.out(JSON.stringify(made));
  else {
    context.out(`${context.style.green(context.style.pass)} ${made.file}`);
    context.out(`  Say in it what the rule asks for. What the model gets: regent rule show ${name}`);
  }
  return exitCodes.done;
}
