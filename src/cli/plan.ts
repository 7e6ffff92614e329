import { usualCost } from '../core/estimate.ts';
import { explainNoSpecs } from '../core/no-specs.ts';
import type { Workbench } from '../core/workbench.ts';
import { type Context, exitCodes, isProblem, report, reportDiagnostic } from './context.ts';
import { plural } from './event-lines.ts';

export async function run(context: Context, names: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd, { plan: true });
  if (isProblem(workbench)) return report(context, workbench);
  const result = await workbench.plan();
  if (isProblem(result)) return report(context, result);
  const { plan, diagnostics } = result;
  const entries = plan.entries.filter((entry) => names.length === 0 || names.includes(entry.spec));
  const unknown = names.find((name) => !plan.entries.some((entry) => entry.spec === name));
  if (unknown !== undefined) {
    return report(context, {
      problem: `There is no spec ${JSON.stringify(unknown)}.`,
      mend: 'See them all: regent plan',
    });
  }
  const pending = entries.filter((entry) => entry.needs !== 'nothing');
  if (context.json) {
    context.out(JSON.stringify({ pending: pending.length, entries, orphans: plan.orphans, diagnostics }));
  } else {
    for (const diagnostic of diagnostics) if (diagnostic.severity === 'error') reportDiagnostic(context, diagnostic);
    const { style } = context;
    const width = Math.max(0, ...pending.map((entry) => entry.spec.length));
    for (const entry of pending) {
      context.out(`${style.yellow('regenerate')}  ${entry.spec.padEnd(width)}  ${entry.causes.join(', ')}`);
    }
    for (const orphan of plan.orphans) {
      const left = orphan.outputs.length > 0 ? `, and left ${plural(orphan.outputs.length, 'output')}` : '';
      context.out(`${style.yellow('orphaned')}    ${orphan.spec}  its spec.md is gone${left}: git rm ${orphan.lock}`);
    }
    const unchanged = entries.length - pending.length;
    const past =
      pending.length > 0
        ? await pastCost(
            workbench,
            pending.map((entry) => entry.spec),
          )
        : '';
    if (result.deleted) for (const text of Object.values(explainNoSpecs(result.deleted))) context.out(text);
    else
      context.out(
        pending.length === 0
          ? `Nothing to do: ${plural(unchanged, 'spec')} as accepted.`
          : `${plural(pending.length, 'spec')} to regenerate, ${unchanged} as accepted.${past} Go: regent run`,
      );
  }
  if (diagnostics.some((one) => one.severity === 'error')) return exitCodes.failed;
  return pending.length + plan.orphans.length > 0 ? exitCodes.pending : exitCodes.done;
}

/** What sessions of these specs have cost so far, in a sentence; nothing where none is known. */
async function pastCost(workbench: Workbench, specs: readonly string[]): Promise<string> {
  const sessions = await workbench.sessions();
  const costs = specs.map((spec) => usualCost(sessions, spec));
  const known = costs.filter((usd) => usd !== null);
  if (known.length === 0) return '';
  const sum = known.reduce((total, usd) => total + usd, 0);
  const rest = costs.length - known.length;
  return ` Past sessions cost about $${sum.toFixed(2)}${rest > 0 ? `, and of ${plural(rest, 'spec')} none is known` : ''}.`;
}
