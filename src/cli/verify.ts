import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';

/** For CI: each spec's lock matches its assets and outputs, and the accepted code passes all that verifies it. */
export async function run(context: Context, names: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const planned = await workbench.plan();
  if (isProblem(planned)) return report(context, planned);
  const errors = planned.diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) {
    return report(context, {
      problem: 'Some specs have errors.',
      mend: 'See them: regent validate',
      diagnostics: errors,
    });
  }
  const unknown = names.find((name) => !planned.plan.entries.some((entry) => entry.spec === name));
  if (unknown !== undefined) {
    return report(context, {
      problem: `There is no spec ${JSON.stringify(unknown)}.`,
      mend: 'See them all: regent plan',
    });
  }
  const entries = planned.plan.entries.filter((entry) => names.length === 0 || names.includes(entry.spec));
  let code: number = exitCodes.done;
  for (const entry of entries) {
    if (context.signal.aborted) return exitCodes.interrupted;
    const checked =
      entry.causes.length > 0
        ? [{ step: 'lock', ok: false, detail: entry.causes.join(', ') }]
        : await workbench.verify(entry.spec, { allowNoSandbox: options.sandbox === false }, context.signal);
    if (isProblem(checked)) return report(context, checked);
    const failed = checked.filter((one) => !one.ok);
    if (failed.length > 0) code = exitCodes.failed;
    if (context.json) context.out(JSON.stringify({ spec: entry.spec, ok: failed.length === 0, steps: checked }));
    else if (failed.length === 0)
      context.out(
        `${context.style.green(context.style.pass)} ${entry.spec}  ${checked.map((one) => one.step).join(', ')}`,
      );
    else
      for (const one of failed)
        context.out(
          `${context.style.red(context.style.fail)} ${entry.spec}  ${one.step}${one.detail ? `: ${one.detail}` : ''}`,
        );
  }
  if (entries.length === 0 && !context.json) context.out('There is no spec to verify. Begin with one: regent init');
  return code;
}
