import type { Diagnostic } from '../core/diagnostic.ts';
import { type Context, exitCodes, isProblem, report, reportDiagnostic } from './context.ts';
import { plural } from './event-lines.ts';

export async function run(context: Context, names: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const { specs, diagnostics, rules, skills } = await workbench.validate(names.length > 0 ? names : undefined);
  const unknown = names.find((name) => !specs.includes(name));
  if (unknown !== undefined && diagnostics.every((one) => !one.file.startsWith(`specs/${unknown}/`))) {
    return report(context, {
      problem: `There is no spec ${JSON.stringify(unknown)}.`,
      mend: `Make specs/${unknown}/spec.md, or name one of: ${specs.join(', ') || '(there are none)'}.`,
    });
  }
  const count = (severity: Diagnostic['severity']) => diagnostics.filter((one) => one.severity === severity).length;
  const [errors, warnings, hints] = [count('error'), count('warning'), count('hint')];
  if (context.json) context.out(JSON.stringify({ specs, errors, warnings, hints, diagnostics }));
  else {
    for (const diagnostic of diagnostics) reportDiagnostic(context, diagnostic);
    const assets = `${plural(specs.length, 'spec')}, ${plural(rules.length, 'rule')}, ${plural(skills.length, 'skill')}`;
    const { style } = context;
    if (errors > 0)
      context.out(`${style.red(style.fail)} ${assets}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`);
    else
      context.out(
        `${style.green(style.pass)} ${assets}: no errors${warnings > 0 ? `, ${plural(warnings, 'warning')}` : ''}`,
      );
  }
  return errors > 0 ? exitCodes.failed : exitCodes.done;
}
