import { acceptAndReport } from './accept.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { exitCodeOf, follow } from './follow.ts';

/** Regenerates an example from a recording: everything but the model's replies happens for real. */
export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const demo = await context.services.makeDemo(args[0] ?? 'slugify');
  if (isProblem(demo)) return report(context, demo);
  try {
    if (!context.json) {
      const { style } = context;
      context.out(
        `${style.yellow('A recorded session')}: the model's replies were recorded, all else happens now, in a scratch copy.`,
      );
      const fate = options.keep === true ? 'it stays' : 'it is deleted at the end; --keep keeps it';
      context.out(style.dim(`${demo.folder} (${fate})\n`));
    }
    const workbench = await context.services.openWorkbench(demo.folder);
    if (isProblem(workbench)) return report(context, workbench);
    const model = { kind: 'recorded', file: demo.recording } as const;
    const session = await workbench.start(demo.spec, { model, causes: ['demo'] });
    if (isProblem(session)) return report(context, session);
    const ended = await follow(context, session, null, 0, { next: options.keep === true });
    if (ended?.outcome !== 'candidate') return exitCodeOf(ended);
    const code = await acceptAndReport(context, workbench, session.id, 'demo');
    if (code === exitCodes.done && !context.json) await showCommit(context, workbench.root);
    return code;
  } finally {
    await (options.keep === true ? demo.keep() : demo.remove());
    if (!context.json)
      context.out(
        options.keep === true
          ? `\nKept: ${demo.folder}\n  cd there, and regent log, show, review and undo work on it. Delete the folder when you are done.`
          : '\nThe scratch copy is deleted, with all that was made in it; your own folders are as they were.',
      );
  }
}

async function showCommit(context: Context, root: string): Promise<void> {
  const { execa } = await import('execa');
  const { stdout } = await execa('git', ['-C', root, 'show', '--stat', '--format=fuller', 'HEAD'], { reject: false });
  context.out('');
  for (const line of String(stdout).split('\n')) context.out(`  ${line}`);
}
