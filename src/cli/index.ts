import type { Services } from '../core/services.ts';
import { type Context, createContext, report } from './context.ts';

/** Runs what the arguments say, the screens where they name no command, and returns the exit code. */
export async function runCommand(argv: readonly string[], services: Services): Promise<number> {
  const context = createContext(argv.includes('--json'), services);
  try {
    if (!isForScreens(argv)) return await (await import('./command-line.ts')).runCommandLine(context, argv);
    const { openScreen } = await import('../tui/index.ts');
    return await openScreen(context, { screenReader: argv.length > 0 });
  } catch (error) {
    return reportBug(context, error);
  }
}

/** The screens need a terminal on both sides, and nothing that tells commands apart: that takes a while to load. */
function isForScreens(argv: readonly string[]): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && argv.every((one) => one === '--screen-reader');
}

/** A throw is a bug or an outage: one line for a person, the stack only when it is asked for. */
function reportBug(context: Context, error: unknown): number {
  const { message, code, stack } = error as NodeJS.ErrnoException;
  if (context.env.REGENT_DEBUG) context.err(stack ?? String(error));
  return report(context, { problem: message || String(error), mend: outages[code ?? ''] ?? unexpected });
}

const unexpected =
  'This should not happen. Run it again with REGENT_DEBUG=1 and report what it prints; nothing recorded is lost.';
const full = 'The disk is full. Free some space; sessions go on with regent resume.';
const forbidden =
  'Check who owns it and what you may do there. REGENT_CACHE_DIR and REGENT_CONFIG_DIR name other folders for what Regent keeps at home.';
const outages: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: forbidden,
};
