import type { RejectCause } from '../core/events.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';

const causes: readonly RejectCause[] = ['spec', 'missing-test', 'missing-rule', 'skill', 'bad-luck'];

export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const cause = causes.find((one) => one === options.cause);
  if (!cause) {
    return report(context, {
      problem:
        options.cause === undefined
          ? 'A rejection says what was at fault.'
          : `--cause ${String(options.cause)} is not known.`,
      mend: `Give one of: ${causes.map((one) => `--cause ${one}`).join(', ')}.`,
      exit: 2,
    });
  }
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const session = await workbench.find(args[0] ?? '', 'candidate');
  if (isProblem(session)) return report(context, session);
  const note = typeof options.note === 'string' ? options.note : '';
  const rejected = await workbench.reject(session.id, { cause, note });
  if (isProblem(rejected)) return report(context, rejected);
  if (context.json) context.out(JSON.stringify({ ...rejected, cause, note }));
  else {
    context.out(`${context.style.bold('rejected')}  ${session.spec}, session ${session.id}: ${cause}`);
    context.out(`  next: ${nextStep(cause, session.spec, session.id)}`);
  }
  return exitCodes.done;
}

/** Every rejection should leave the assets better: says where to begin. */
function nextStep(cause: RejectCause, spec: string, session: string): string {
  switch (cause) {
    case 'spec':
      return `mend specs/${spec}/spec.md, or have the change drafted: regent improve ${session}; then regent run ${spec}`;
    case 'missing-test':
      return `add the test to specs/${spec}/tests, or have it drafted: regent improve ${session}; then regent run ${spec}`;
    case 'missing-rule':
      return `add the rule to rules/, or have it drafted: regent improve ${session}; then regent run ${spec}`;
    case 'skill':
      return `mend the skill, or have the change drafted: regent improve ${session}; then regent run ${spec}`;
    case 'bad-luck':
      return `regent run ${spec}, or go on with this one: regent resume ${session} --message "…"`;
    default:
      return cause satisfies never;
  }
}
