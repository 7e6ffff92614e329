import { resolve } from 'node:path';
import { type Context, exitCodes, isProblem, report } from './context.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const folder = resolve(context.cwd, args[0] ?? '.');
  const result = await context.services.scaffold(folder);
  if (isProblem(result)) return report(context, result);
  if (context.json) context.out(JSON.stringify({ folder, ...result }));
  else {
    for (const path of result.written) context.out(`${context.style.green('+')} ${path}`);
    const go = args[0] ? `cd ${args[0]} && ` : '';
    context.out(
      result.written.length > 0
        ? `\nRead specs/greet/spec.md, then regenerate it: ${go}regent run greet`
        : `Committed the assets. See what needs doing: ${go}regent plan`,
    );
  }
  return exitCodes.done;
}
