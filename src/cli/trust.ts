import { cleanLine } from '../core/text.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { plural } from './event-lines.ts';

/** Lets the agent be offered the skills that come with this repository, or no longer. */
export async function run(context: Context, _args: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const { trusted, skills, file } = await workbench.skills.trust(options.revoke !== true);
  if (context.json) context.out(JSON.stringify({ project: workbench.root, trusted, skills, file }));
  else {
    const own = skills.length === 0 ? 'skills that it may have' : plural(skills.length, 'skill');
    context.out(
      trusted === true
        ? `Trusted: the agent is offered this project's ${own}${skills.length > 0 ? `: ${skills.map(cleanLine).join(', ')}` : ''}.`
        : `Not trusted: this project's ${own} reach the agent only where a spec names them.`,
    );
  }
  return exitCodes.done;
}
