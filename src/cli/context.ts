import { getEventListeners } from 'node:events';
import { toAscii } from '../core/ascii.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Services } from '../core/services.ts';
import { cleanLine, cleanText, escapeUnseen } from '../core/text.ts';
import type { Problem } from '../core/workbench.ts';
import { type Style, styleFor } from './style.ts';

/** Exit codes of all commands: docs/commands.md. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  pending: 3,
  limit: 4,
  objected: 5,
  interrupted: 130,
} as const;

/** Lets an interruption wait until the work is done: for what must not be left half-way. */
export async function uninterrupted<T>({ signal }: Context, work: () => Promise<T>): Promise<T> {
  const wait = (): void => {};
  signal.addEventListener('abort', wait);
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', wait);
  }
}

/** What a command gets from outside: where it is, where it writes, and how it stops. */
export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly json: boolean;
  readonly style: Style;
  /** Style of what goes to stderr. */
  readonly errorStyle: Style;
  /** Writes a line to stdout. */
  out(line: string): void;
  /** Writes a line to stderr. */
  err(line: string): void;
  /** Aborted by SIGINT, SIGTERM, SIGHUP, and when nobody reads stdout any more. */
  readonly signal: AbortSignal;
  readonly services: Services;
}

export function createContext(json: boolean, services: Services): Context {
  const controller = new AbortController();
  // The log is whole at any moment, so whoever insists may leave at once, and so may a command with nothing to wind up.
  // A terminal that goes away says so several times: by its shell, by the kernel, by what can't be written any more.
  const stop = (code: string | number, insists: boolean): void => {
    const isWaitedFor = getEventListeners(controller.signal, 'abort').length > 0;
    if (controller.signal.aborted ? insists : !isWaitedFor) process.exit(code);
    controller.abort('user');
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop(exitCodes.interrupted, true));
  process.on('SIGHUP', () => stop(exitCodes.interrupted, false));
  let isHeard = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isHeard) return;
    isHeard = false;
    // A reader that went away (`regent log | head`), or the whole terminal, is no error.
    const isGone = error.code === 'EPIPE' || error.code === 'EIO';
    if (isGone) return stop(process.exitCode ?? exitCodes.done, false);
    process.stderr.write(`regent: can't write what it has to say: ${error.message}\n`);
    // However well the command itself ends.
    process.once('exit', () => {
      process.exitCode = exitCodes.failed;
    });
    stop(exitCodes.failed, false);
  });
  process.stderr.on('error', () => {});
  const style = styleFor(process.stdout, process.env);
  const errorStyle = styleFor(process.stderr, process.env);
  const show = (line: string, { ascii }: Style): string => {
    // JSON is for a program, which has no locale.
    if (json) return escapeUnseen(line);
    return ascii ? toAscii(harmless(line)) : harmless(line);
  };
  return {
    cwd: process.cwd(),
    env: process.env,
    json,
    style,
    errorStyle,
    out: (line) => void process.stdout.write(`${show(line, style)}\n`),
    err: (line) => void process.stderr.write(`${show(line, errorStyle)}\n`),
    signal: controller.signal,
    services,
  };
}

/**
 * Much of what commands say is in the words of models, tests and files. Whatever those hold, of all control sequences only
 * colours get to the terminal; `cleanLine` keeps each of them from being more than a line.
 */
function harmless(text: string): string {
  return text
    .split(colours)
    .map((part, at) => (at % 2 === 1 ? part : cleanText(part)))
    .join('');
}

/** The sequences that `styleFor` makes. */
const colours = new RegExp(`(${'\\x1b'}\\[(?:1|2|22|3[1-5]|39|90)m)`);

/** Says what went wrong and what to do next, as text or as one JSON object, and returns the exit code. */
export function report(context: Context, problem: Problem): number {
  if (context.json)
    context.out(JSON.stringify({ error: problem.problem, mend: problem.mend, diagnostics: problem.diagnostics ?? [] }));
  else {
    for (const diagnostic of problem.diagnostics ?? []) reportDiagnostic(context, diagnostic);
    context.err(`${context.errorStyle.red('regent:')} ${cleanText(problem.problem)}`);
    context.err(`  ${cleanText(problem.mend)}`);
  }
  return problem.exit ?? exitCodes.failed;
}

/** Writes a diagnostic as compilers do: where, what, and how to mend it. */
export function reportDiagnostic(context: Context, diagnostic: Diagnostic): void {
  const { severity, file, line, code, message, mend } = diagnostic;
  const { errorStyle: style } = context;
  const mark = { error: style.red, warning: style.yellow, hint: style.dim }[severity](severity);
  context.err(`${cleanLine(file)}:${line}: ${mark} ${cleanLine(message)} ${style.dim(`[${code}]`)}`);
  context.err(`    ${cleanLine(mend)}`);
}

export function isProblem(value: object): value is Problem {
  return 'problem' in value && 'mend' in value;
}
