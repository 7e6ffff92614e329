import { explainState, skillLevel } from '../../core/skill-states.ts';
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
    const { entry, hides, levels } = view;
    const files = levels.files.map(({ path, bytes, tokens }) => ({ path, bytes, tokens }));
    context.out(JSON.stringify({ ...entry, hides, files, readBy: reads }));
  } else describe(context, view, reads);
  return exitCodes.done;
}

function showLevel(context: Context, { entry, levels, index }: SkillView, level: number): number {
  const { instructions, files } = levels;
  const text = level === 1 ? (index ?? '') : instructions;
  const tokens = { 1: entry.tokens.index, 2: entry.tokens.instructions, 3: tokensOfFiles(files) }[level] ?? 0;
  if (context.json) {
    context.out(JSON.stringify({ level, tokens, ...(level === 3 ? { files } : { text }) }));
  } else if (level < 3) {
    if (index !== null || level === 2) context.out(cleanText(text));
    context.err(`(${skillLevel(level === 1 ? 1 : 2, entry)}: about ${plural(tokens, 'token')})`);
  } else {
    for (const file of files) {
      context.out(context.style.bold(`--- ${cleanLine(file.path)}`));
      context.out(file.text ?? `(no text: ${plural(file.bytes, 'byte')})`);
      context.err(`(${cleanLine(file.path)}: about ${plural(file.tokens, 'token')})`);
    }
    if (files.length === 0) context.err('(It has no further files.)');
  }
  return exitCodes.done;
}

function tokensOfFiles(files: SkillView['levels']['files']): number {
  return files.reduce((sum, file) => sum + file.tokens, 0);
}

function describe(context: Context, { entry, hides, levels }: SkillView, reads: readonly SkillRead[]): void {
  const { style } = context;
  const { files } = levels;
  context.out(`${style.bold(cleanLine(entry.name))}  ${entry.source}  ${cleanLine(entry.file)}`);
  context.out(`  ${cleanLine(entry.description)}`);
  context.out(
    `  ${entry.valid ? style.green(`${style.pass} valid`) : style.red(`${style.fail} not valid by the standard`)}. ${cleanLine(explainState(entry))}`,
  );
  if (entry.compatibility !== '') context.out(`  It needs, as it says: ${cleanLine(entry.compatibility)}`);
  for (const hidden of hides) context.out(`  It shadows ${cleanLine(hidden)}.`);
  const cost = (tokens: number): string => `${String(tokens).padStart(6)} ${tokens === 1 ? 'token ' : 'tokens'}`;
  context.out(`  what the model gets of it, about (a token for four bytes):`);
  context.out(`  level 1 ${cost(entry.tokens.index)}  ${skillLevel(1, entry)}`);
  context.out(`  level 2 ${cost(entry.tokens.instructions)}  ${skillLevel(2, entry)}`);
  context.out(`  level 3 ${cost(tokensOfFiles(files))}  ${skillLevel(3, entry)}: ${plural(files.length, 'file')}`);
  for (const file of files.slice(0, 20)) context.out(`          ${cost(file.tokens)}  ${cleanLine(file.path)}`);
  if (files.length > 20)
    context.out(`          and ${files.length - 20} more: regent skill show ${cleanLine(entry.name)} --level 3`);
  context.out(`  named by ${entry.specs.length > 0 ? entry.specs.join(', ') : 'no spec'}`);
  const last = reads.slice(0, 5).map(({ session, spec }) => `${cleanLine(spec)} (${cleanLine(session)})`);
  context.out(`  read in ${plural(reads.length, 'session')}${last.length > 0 ? `: ${last.join(', ')}` : ''}`);
  for (const problem of entry.problems) reportDiagnostic(context, problem);
}
