import { type DiffBase, diffBases } from '../core/diff-base.ts';
import { describeReport } from '../core/judge.ts';
import type { Attempt } from '../core/state.ts';
import { testChanges } from '../core/test-changes.ts';
import { cleanText, revealText } from '../core/text.ts';
import type { SessionRecord, Workbench } from '../core/workbench.ts';
import { diffLine, testChangeLines } from './change-lines.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { eventText, failureLines } from './event-lines.ts';

/** Shows all attempts of a session, or one attempt: its report, and its diff against the attempt before or another base. */
export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const found = await workbench.find(args[0] ?? '', 'readable');
  if (isProblem(found)) return report(context, found);
  const record = await workbench.read(found.id);
  if (isProblem(record)) return report(context, record);
  if (args[1] === undefined) return showSession(context, record);
  if (record.codeless) return report(context, record.codeless);
  const attempt = record.state.attempts.find((one) => String(one.number) === args[1]);
  if (attempt) return showAttempt(context, workbench, record, attempt, options.against);
  return report(context, {
    problem: `Session ${found.id} has no attempt ${args[1]}; it has ${record.state.attempts.length}.`,
    mend: `See them all: regent show ${found.id}`,
    exit: 2,
  });
}

async function showSession(context: Context, record: SessionRecord): Promise<number> {
  const text = eventText(context.style);
  for await (const events of record.events()) {
    for (const event of events) {
      if (context.json) context.out(JSON.stringify(event));
      else for (const line of text.lines(event)) context.out(line);
    }
  }
  for (const decision of record.decisions) {
    if (context.json) context.out(JSON.stringify(decision));
    else context.out(`${context.style.bold(decision.type)}  by ${decision.by} on ${decision.at}`);
  }
  return exitCodes.done;
}

async function showAttempt(
  context: Context,
  workbench: Workbench,
  record: SessionRecord,
  attempt: Attempt,
  asked: string | boolean | undefined,
): Promise<number> {
  const { started, tested } = attempt;
  const bases = diffBases(record, attempt.number, await workbench.sessions());
  const against = asked === undefined ? (bases.has('before') ? 'before' : 'base') : (asked as DiffBase);
  const from = bases.get(against);
  if (from === undefined)
    return report(context, {
      problem: `Attempt ${attempt.number} can't be held against ${JSON.stringify(asked)}.`,
      mend: `Give one of: ${[...bases.keys()].map((one) => `--against ${one}`).join(', ')}.`,
      exit: 2,
    });
  const diff = await workbench.diff(from, started.commit, record.state.started?.outputs);
  const tests = testChanges(record.state, attempt);
  if (context.json) {
    context.out(
      JSON.stringify({
        session: record.summary.id,
        attempt: attempt.number,
        commit: started.commit,
        report: tested?.report ?? null,
        verified: attempt.verified,
        steps: attempt.steps,
        tests,
        against,
        diff: diff.text,
        files: diff.files,
      }),
    );
    return exitCodes.done;
  }
  const { style } = context;
  const state = attempt.verified
    ? style.green('verified')
    : tested?.green
      ? style.yellow('green, not verified')
      : style.red('red');
  context.out(
    `${style.bold(`attempt ${attempt.number}`)} of session ${record.summary.id}: ${state}  ${started.commit}`,
  );
  if (tested) context.out(describeReport(tested.report));
  for (const step of attempt.steps) {
    context.out(`verify ${step.step}: ${step.ok ? style.green(style.pass) : style.red(style.fail)}`);
    if (step.report) for (const line of failureLines(step.report, style)) context.out(line);
    if (step.detail) context.out(cleanText(step.detail));
  }
  if (tests) for (const line of testChangeLines(tests, style)) context.out(line);
  context.out('');
  for (const line of revealText(diff.text).trimEnd().split('\n')) context.out(diffLine(line, style));
  return exitCodes.done;
}
