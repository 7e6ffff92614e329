import type { DraftAsset } from '../core/draft/events.ts';
import type { CommandOptions } from './commands.ts';
import type { Context } from './context.ts';
import { startDraft } from './draft/start.ts';

const assets: readonly DraftAsset[] = ['spec', 'test', 'rule', 'skill'];

/** Drafts the change to an asset that would have prevented a rejection. */
export function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const asset = assets.find((one) => one === options.asset) ?? null;
  const name = typeof options.name === 'string' ? options.name : null;
  return startDraft(
    context,
    options,
    asset === null && options.asset !== undefined
      ? {
          problem: `--asset ${String(options.asset)} is not known.`,
          mend: `Give one of: ${assets.join(', ')}.`,
          exit: 2,
        }
      : { kind: 'improve', session: args[0] ?? '', asset, name },
  );
}
