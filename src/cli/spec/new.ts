import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Writes a further spec, valid as it stands. */
export async function run(context: Context, [name = '']: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const made = await workbench.newSpec(name);
  if (isProblem(made)) return report(context, made);
  if (context.json) context.out(JSON.stringify(made));
  else {
    for (const path of made.written) context.out(`${context.style.green(context.style.pass)} ${path}`);
    context.out(
      `  Put your requirements and tests in their place, then: regent validate ${name} && regent run ${name}`,
    );
  }
  return exitCodes.done;
}
