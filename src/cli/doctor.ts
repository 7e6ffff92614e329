import { spawnSync } from 'node:child_process';
import type { Finding } from '../core/workbench.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes } from './context.ts';

/** Says what is there and what is missing; with `--fix` runs the commands that install what is missing. */
export async function run(context: Context, _args: readonly string[], options: CommandOptions): Promise<number> {
  let findings = await context.services.examine(context.cwd);
  if (options.fix === true && install(context, findings)) findings = await context.services.examine(context.cwd);
  const missing = findings.filter((finding) => finding.needed && !finding.ok);
  if (context.json) context.out(JSON.stringify({ ok: missing.length === 0, findings }));
  else {
    const { style } = context;
    const width = Math.max(...findings.map((finding) => finding.name.length));
    for (const finding of findings) {
      const mark = finding.ok
        ? style.green(style.pass)
        : finding.needed
          ? style.red(style.fail)
          : style.yellow(style.warn);
      context.out(`${mark} ${finding.name.padEnd(width)}  ${finding.found}`);
      if (!finding.ok && finding.mend) context.out(`  ${' '.repeat(width)}  ${finding.mend}`);
    }
    if (options.fix !== true && missing.some((finding) => finding.install))
      context.out('\nInstall what is missing: regent doctor --fix');
  }
  return missing.length > 0 ? exitCodes.failed : exitCodes.done;
}

/** Runs each install command in the open, as it was shown; returns whether any was run. */
function install(context: Context, findings: readonly Finding[]): boolean {
  let hasRun = false;
  for (const finding of findings) {
    if (finding.ok || !finding.needed || !finding.install) continue;
    for (const command of finding.install) {
      context.err(`$ ${command}`);
      hasRun = true;
      // The package manager may ask for a password: it gets the terminal. Its output must not mix with --json.
      const { status } = spawnSync('sh', ['-c', command], {
        stdio: ['inherit', context.json ? 2 : 'inherit', 'inherit'],
      });
      if (status !== 0) break;
    }
  }
  return hasRun;
}
