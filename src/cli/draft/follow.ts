import type { DraftEnded, DraftEvent } from '../../core/draft/events.ts';
import type { DraftOptions, RunningDraft } from '../../core/draft/port.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { Problem } from '../../core/workbench.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { plural } from '../event-lines.ts';
import { limitOptions, modelChoice } from '../options.ts';
import { recordLines } from './lines.ts';

/** Reads the options that all commands share which draft something. */
export function draftOptions(options: CommandOptions): DraftOptions | Problem {
  const model = modelChoice(options);
  if (isProblem(model)) return model;
  const limits = limitOptions(options);
  if (isProblem(limits)) return limits;
  return { model, limits, allowNoSandbox: options.sandbox === false };
}

/** Prints what happens until the draft is made, then the draft; returns the exit code. */
export async function followDraft(context: Context, started: Promise<RunningDraft | Problem>): Promise<number> {
  const draft = await started;
  if (isProblem(draft)) return report(context, draft);
  const interrupt = (): void => draft.interrupt();
  if (context.signal.aborted) interrupt();
  context.signal.addEventListener('abort', interrupt, { once: true });
  let ended: DraftEnded | null = null;
  try {
    for await (const event of draft.events()) {
      if (event.type === 'draft-ended') ended = event;
      if (context.json) context.out(JSON.stringify(event));
      else for (const line of eventLines(context, event)) context.out(line);
    }
  } finally {
    context.signal.removeEventListener('abort', interrupt);
  }
  if (ended?.outcome === 'ready' && !context.json) await printDraft(context, draft.id);
  return codeOf(ended);
}

async function printDraft(context: Context, id: string): Promise<void> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return;
  const record = await workbench.drafts.read(id);
  if (!isProblem(record)) for (const line of recordLines(context, record)) context.out(line);
}

function eventLines({ style }: Context, event: DraftEvent): string[] {
  switch (event.type) {
    case 'draft-started':
    case 'draft-resumed': {
      const recorded = event.modelKind === 'recorded' ? style.yellow(' a recording, not a live model') : '';
      const lines = [`${style.bold('draft')}  ${event.session}`, `  model ${event.model}${recorded}`];
      if (event.type === 'draft-resumed') lines.push(...event.repairs.map((repair) => `  ${style.warn} ${repair}`));
      else if (event.unpriced && event.limits.usd !== null)
        lines.push(`  ${style.warn} the price of this model is not known: limit --tokens`);
      if (event.type === 'draft-started' && event.sandbox === 'none')
        lines.push(style.red(`  ${style.warn} NO SANDBOX: drafted tests run as you, with all that you can reach.`));
      return lines;
    }
    case 'model-retry':
      return [`  ${style.warn} ${event.cause}: ${cleanLine(event.message)}; try ${event.tries + 1} follows`];
    case 'draft-refused':
      return [`  ${style.yellow(style.warn)} not valid:`, ...event.problems.map((one) => `    ${cleanLine(one)}`)];
    case 'draft-proposed':
      return event.files.length === 0
        ? []
        : [`  ${style.dot} proposed: ${event.files.map((file) => file.path).join(', ')}`];
    case 'draft-tested':
      return [`  ${event.proof.tells ? style.dot : style.yellow(style.warn)} ${cleanLine(event.proof.says)}`];
    case 'draft-ended': {
      const cost = event.usd === null ? 'cost unknown' : `$${event.usd.toFixed(2)}`;
      const head = `${style.bold(event.outcome)}  ${cleanText(event.reason)}`;
      const facts = `  ${plural(event.turns, 'turn')}, ${cost}, ${event.minutes} min`;
      return event.outcome === 'ready' ? [facts, ''] : [head, facts, `  next: ${cleanLine(event.next)}`];
    }
    case 'draft-opened':
    case 'draft-told':
    case 'model-asked':
    case 'model-replied':
    case 'model-failed':
    case 'limit-reached':
    case 'draft-edited':
    case 'draft-accepted':
    case 'draft-discarded':
      return [];
    default:
      return event satisfies never;
  }
}

function codeOf(ended: DraftEnded | null): number {
  switch (ended?.outcome) {
    case 'ready':
      return exitCodes.pending;
    case 'nothing':
      return exitCodes.done;
    case 'limit':
      return exitCodes.limit;
    case 'interrupted':
      return exitCodes.interrupted;
    default:
      return exitCodes.failed;
  }
}
