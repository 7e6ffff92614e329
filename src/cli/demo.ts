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
      context.out(`${style.dim(demo.folder)}\n`);
    }
    const workbench = await context.services.openWorkbench(demo.folder);
    if (isProblem(workbench)) return report(context, workbench);
    const model = { kind: 'recorded', file: demo.recording } as const;
    const session = await workbench.start(demo.spec, { model, causes: ['demo'] });
    if (isProblem(session)) return report(context, session);
    const ended = await follow(context, session, null);
    if (ended?.outcome !== 'candidate') return exitCodeOf(ended);
    const code = await acceptAndReport(context, workbench, session.id, 'demo');
    if (code === exitCodes.done && !context.json) await showCommit(context, workbench.root);
    return code;
  } finally {
    if (options.keep !== true) await demo.remove();
    else if (!context.json) context.out(`Kept: ${demo.folder}`);
  }
}

async function showCommit(context: Context, root: string): Promise<void> {
  const { execa } = await import('execa');
  const { stdout } = await execa('git', ['-C', root, 'show', '--stat', '--format=fuller', 'HEAD'], { reject: false });
  context.out('');
  for (const line of String(stdout).split('\n')) context.out(`  ${line}`);
}
