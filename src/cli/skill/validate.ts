import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SkillVerdict } from '../../core/skill-work.ts';
import type { Problem } from '../../core/workbench.ts';
import { type Context, exitCodes, isProblem, report, reportDiagnostic } from '../context.ts';
import { plural } from '../event-lines.ts';

/** Holds skills against the specification, with the reference validator's verdict. */
export async function run(context: Context, targets: readonly string[]): Promise<number> {
  const verdicts = await judge(context, targets);
  if (isProblem(verdicts)) return report(context, verdicts);
  const invalid = verdicts.filter((one) => !one.valid).length;
  const { style } = context;
  for (const { problems } of context.json ? [] : verdicts) for (const one of problems) reportDiagnostic(context, one);
  for (const one of verdicts) {
    if (context.json) context.out(JSON.stringify(one));
    else if (!one.valid) context.out(`${style.red(style.fail)} ${one.file}`);
  }
  if (!context.json) {
    const count = plural(verdicts.length, 'skill');
    context.out(
      invalid > 0
        ? `${style.red(style.fail)} ${count}: ${invalid} not valid`
        : `${style.green(style.pass)} ${count}: all valid`,
    );
  }
  return invalid > 0 ? exitCodes.failed : exitCodes.done;
}

/** What looks like a path, or is one here, is judged wherever it is; a word is the name of a skill of this project. */
async function judge(context: Context, targets: readonly string[]): Promise<readonly SkillVerdict[] | Problem> {
  const isPath = (target: string) => /[/\\]|^\.+$/.test(target) || /^skill\.md$/i.test(target);
  const paths = targets.filter(isPath);
  const names = targets.filter((target) => !isPath(target));
  const ofPaths = paths.length > 0 ? await context.services.judgeSkills(context.cwd, paths) : [];
  if (isProblem(ofPaths) || (names.length === 0 && targets.length > 0)) return ofPaths;
  const workbench = await context.services.openWorkbench(context.cwd);
  const isHere = (name: string) => existsSync(resolve(context.cwd, name));
  if (isProblem(workbench))
    return names.length > 0 && names.every(isHere) ? context.services.judgeSkills(context.cwd, names) : workbench;
  const ofNames = await workbench.skills.validate(names);
  if (!isProblem(ofNames)) return [...ofPaths, ...ofNames];
  return names.every(isHere) ? context.services.judgeSkills(context.cwd, targets) : ofNames;
}
