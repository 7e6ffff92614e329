import type { DraftSummary } from '../../core/draft/port.ts';
import { assetNameOf } from '../../core/draft/scope.ts';
import { cleanLine } from '../../core/text.ts';
import { type Context, exitCodes, isProblem, report, reportDiagnostic, uninterrupted } from '../context.ts';
import { openDraft } from './open.ts';

/** Writes a draft's files into the work tree, and says what the plan becomes. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const opened = await openDraft(context, args[0] ?? '');
  if ('problem' in opened) return report(context, opened);
  const { workbench, record } = opened;
  const accepted = await uninterrupted(context, () => workbench.drafts.accept(record.summary.id));
  if (isProblem(accepted)) return report(context, accepted);
  if (context.json) {
    context.out(JSON.stringify(accepted));
    return exitCodes.done;
  }
  const { style } = context;
  context.out(
    `${style.bold(style.green('accepted'))}  draft ${accepted.draft}: ${accepted.files.map(cleanLine).join(', ')}`,
  );
  for (const diagnostic of accepted.diagnostics) reportDiagnostic(context, diagnostic);
  for (const { spec, causes } of accepted.plan)
    context.out(`  the plan would regenerate ${spec}: ${causes.map(cleanLine).join(', ')}`);
  context.out(`  next: ${nextStep(record.summary, accepted.files)}`);
  return exitCodes.done;
}

function nextStep({ source, scope }: DraftSummary, files: readonly string[]): string {
  const { spec } = scope;
  const commit = `git add ${files.join(' ')}, commit`;
  const skill = assetNameOf(files[0] ?? '');
  if (spec === null) return `${commit}; then see whether it helps: regent skill trial ${skill} --specs …`;
  if (source.kind === 'drift')
    return `${commit} (the code too), then regent refresh ${spec} keeps the code, regent run ${spec} makes it anew`;
  if (source.kind === 'objection') return `${commit}, then go on: regent resume ${source.session} --take-assets`;
  return `${commit}, then regent run ${spec}`;
}
