import { spawnSync } from 'node:child_process';
import type { Finding } from '../core/services.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes } from './context.ts';

/** Says what is there and what is missing; with `--fix` runs the commands that install what is missing. */
export async function run(context: Context, _args: readonly string[], options: CommandOptions): Promise<number> {
  const look = async () => [...(await context.services.examine(context.cwd)), ...(await settingsFindings(context))];
  let findings = await look();
  if (options.fix === true && install(context, findings)) findings = await look();
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

/** Where the person's own settings are, and what is wrong with them, the keys among them. */
async function settingsFindings({ services }: Context): Promise<Finding[]> {
  const file = await services.readSettings();
  const base = { name: 'settings', needed: false, install: null } as const;
  if (Object.keys(file.settings).length + file.diagnostics.length === 0)
    return [{ ...base, ok: true, found: `${file.file} (sets nothing, and need not be there)`, mend: null }];
  const [{ chooseKeys }, { keymap }] = await Promise.all([import('../tui/chosen-keys.ts'), import('../tui/keymap.ts')]);
  const problems = [...file.diagnostics, ...chooseKeys(keymap, file).diagnostics];
  if (problems.length === 0) return [{ ...base, ok: true, found: file.file, mend: null }];
  return problems.map((one) => ({
    ...base,
    ok: false,
    found: `${file.file}:${one.line}: ${one.message}`,
    mend: one.mend,
  }));
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
