import { estimateTokens } from '../../core/estimate-tokens.ts';
import { explainState } from '../../core/skill-states.ts';
import type { SkillRead, SkillView } from '../../core/skill-work.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report, reportDiagnostic } from '../context.ts';
import { plural } from '../event-lines.ts';

/** Shows a skill: what the model gets of it at each level, its cost, and who uses it. */
export async function run(context: Context, [name = '']: readonly string[], options: CommandOptions): Promise<number> {
  const { level } = options;
  if (level !== undefined && !/^[123]$/.test(String(level))) {
    return report(context, {
      problem: `There is no level ${JSON.stringify(level)}.`,
      mend: 'Give 1, 2 or 3.',
      exit: 2,
    });
  }
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const view = await workbench.skills.show(name);
  if (isProblem(view)) return report(context, view);
  if (level !== undefined) return showLevel(context, view, Number(level));
  const reads = (await workbench.skills.reads()).filter(({ skill }) => skill === name);
  if (context.json) {
    const { entry, hides, levels, index } = view;
    const files = levels.files.map(({ path, bytes, tokens }) => ({ path, bytes, tokens }));
    const { instructions } = levels;
    const tokens = { index: index === null ? 0 : estimateTokens(index), instructions: estimateTokens(instructions) };
    context.out(JSON.stringify({ ...entry, hides, tokens, files, readBy: reads }));
  } else describe(context, view, reads);
  return exitCodes.done;
}

function showLevel(context: Context, { levels, index }: SkillView, level: number): number {
  const { instructions, files } = levels;
  const text = level === 1 ? (index ?? '') : instructions;
  if (context.json) {
    const tokens = level === 3 ? files.reduce((sum, file) => sum + file.tokens, 0) : estimateTokens(text);
    context.out(JSON.stringify({ level, tokens, ...(level === 3 ? { files } : { text }) }));
  } else if (level < 3) {
    context.out(cleanText(text));
    context.err(`(${plural(estimateTokens(text), 'token')}, estimated)`);
  } else {
    for (const file of files) {
      context.out(context.style.bold(`--- ${cleanLine(file.path)}`));
      context.out(file.text ?? `(no text: ${plural(file.bytes, 'byte')})`);
      context.err(`(${cleanLine(file.path)}: ${plural(file.tokens, 'token')}, estimated)`);
    }
    if (files.length === 0) context.err('(It has no further files.)');
  }
  return exitCodes.done;
}

function describe(context: Context, { entry, hides, levels, index }: SkillView, reads: readonly SkillRead[]): void {
  const { style } = context;
  const { files } = levels;
  context.out(`${style.bold(cleanLine(entry.name))}  ${entry.source}  ${cleanLine(entry.file)}`);
  context.out(`  ${cleanLine(entry.description)}`);
  context.out(
    `  ${entry.valid ? style.green(`${style.pass} valid`) : style.red(`${style.fail} not valid`)}. ${cleanLine(explainState(entry))}`,
  );
  for (const hidden of hides) context.out(`  It shadows ${cleanLine(hidden)}.`);
  const cost = (tokens: number): string => `${String(tokens).padStart(6)} ${tokens === 1 ? 'token ' : 'tokens'}`;
  const total = files.reduce((sum, file) => sum + file.tokens, 0);
  context.out(`  level 1 ${cost(index === null ? 0 : estimateTokens(index))}  name and description, in every prompt`);
  context.out(
    `  level 2 ${cost(estimateTokens(levels.instructions))}  its instructions, when it is read or named by a spec`,
  );
  context.out(`  level 3 ${cost(total)}  ${plural(files.length, 'further file')}, one by one`);
  for (const file of files.slice(0, 20)) context.out(`          ${cost(file.tokens)}  ${cleanLine(file.path)}`);
  if (files.length > 20)
    context.out(`          and ${files.length - 20} more: regent skill show ${cleanLine(entry.name)} --level 3`);
  context.out(`  named by ${entry.specs.length > 0 ? entry.specs.join(', ') : 'no spec'}`);
  const last = reads.slice(0, 5).map(({ session, spec }) => `${cleanLine(spec)} (${cleanLine(session)})`);
  context.out(`  read in ${plural(reads.length, 'session')}${last.length > 0 ? `: ${last.join(', ')}` : ''}`);
  for (const problem of entry.problems) reportDiagnostic(context, problem);
}
