import type { CheckedRule } from '../../core/rule-work.ts';
import { cleanText } from '../../core/text.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Samples break their rule: there a check has to fail. */
function what({ rule, sample, ok }: CheckedRule): string {
  if (!sample) return rule;
  return ok ? `${rule} fails, as it should` : `${rule} passes: a check that can't fail is worth nothing`;
}

/** Runs the checks of rules against what was accepted, or against the work tree. */
export async function run(context: Context, specs: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const { style } = context;
  const rule = typeof options.rule === 'string' ? options.rule : undefined;
  const wishes = { specs, rule, worktree: options.worktree === true, allowNoSandbox: options.sandbox === false };
  let code: number = exitCodes.done;
  let count = 0;
  for await (const one of workbench.rules.check(wishes, context.signal)) {
    if ('because' in one) {
      if (one.problem) code = report(context, one.problem);
      else if (context.json) context.out(JSON.stringify({ spec: one.spec, skipped: one.because }));
      else context.out(style.dim(`${style.dot} ${one.spec}  nothing to check: ${one.because}`));
      continue;
    }
    count++;
    if (!one.ok) code = exitCodes.failed;
    if (context.json) context.out(JSON.stringify(one));
    else context.out(`${one.ok ? style.green(style.pass) : style.red(style.fail)} ${one.spec}  ${what(one)}`);
    if (!context.json && !one.ok && one.detail)
      for (const line of cleanText(one.detail).trimEnd().split('\n')) context.out(`    ${line}`);
  }
  if (context.signal.aborted) return exitCodes.interrupted;
  if (count === 0 && code === exitCodes.done && !context.json)
    context.out('No check was run. regent rule list shows which rules have one.');
  return code;
}
