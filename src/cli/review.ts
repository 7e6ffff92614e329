import { rivalsOf } from '../core/candidates.ts';
import { type Cost, costOf } from '../core/cost.ts';
import type { ChoiceRecorded, ObjectionRaised } from '../core/events.ts';
import { compareOutputs, type InspectionChanges } from '../core/inspect/index.ts';
import type { TestCounts } from '../core/report.ts';
import { latestAttempt } from '../core/state.ts';
import { type TestChanges, testChanges } from '../core/test-changes.ts';
import { cleanLine, cleanText } from '../core/text.ts';
import { questionText, type Verdict, verdictOf } from '../core/verdict.ts';
import type { Diff, Problem, SessionRecord, SessionSummary, Workbench } from '../core/workbench.ts';
import { changeLines, testChangeLines } from './change-lines.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { cut, failureLines, plural } from './event-lines.ts';

/** Prints the verdict page of a session: what proves each requirement, what changed, what is open, what it cost. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const [reference] = args;
  const found =
    reference === undefined ? newestWaiting(await workbench.sessions()) : await workbench.find(reference, 'readable');
  if (isProblem(found)) return report(context, found);
  const record = await workbench.read(found.id);
  if (isProblem(record)) return report(context, record);
  if (record.codeless) return report(context, record.codeless);
  const verdict = verdictOf(record.state);
  const { objection } = record.state;
  if (!verdict && objection) return showObjection(context, found, objection);
  if (!verdict)
    return report(context, {
      problem: `Session ${found.id} has no tested attempt.`,
      mend: `What happened: regent show ${found.id}`,
    });
  const facts = await readFacts(workbench, record, verdict);
  const obstacle = found.status === 'waiting' ? await workbench.whyNotAccept(found.id) : null;
  if (context.json) context.out(JSON.stringify({ session: found, verdict, ...facts, obstacle }));
  else
    for (const line of [...objectionLines(context, objection), ...pageLines(context, found, verdict, facts, obstacle)])
      context.out(line);
  return found.status === 'waiting' ? exitCodes.pending : exitCodes.done;
}

/** A session that ended in an objection before any attempt: what the agent asks, and what it stands on. */
function showObjection(context: Context, session: SessionSummary, objection: ObjectionRaised): number {
  if (context.json) context.out(JSON.stringify({ session, verdict: null, objection }));
  else {
    context.out(`${context.style.bold(session.spec)}  session ${session.id}, no attempt was made`);
    for (const line of objectionLines(context, objection)) context.out(line);
  }
  return exitCodes.objected;
}

function objectionLines({ style }: Context, objection: ObjectionRaised | null): string[] {
  if (!objection) return [];
  const where = objection.requirement ? ` to ${cleanLine(objection.requirement)}` : '';
  return [
    '',
    style.bold(style.yellow(`Objection${where}`)),
    ...cleanText(objection.question)
      .split('\n')
      .map((line) => `  ${line}`),
    style.dim('  evidence:'),
    ...cleanText(objection.evidence)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ];
}

function questionLines({ style }: Context, question: ChoiceRecorded, number: number): string[] {
  const others = question.alternatives.map((one) => `      or: ${cleanLine(one)}`);
  return [`  ${number}. ${questionText(question)}`, `    ${style.arrow} ${cleanLine(question.choice)}`, ...others];
}

function newestWaiting(sessions: readonly SessionSummary[]): SessionSummary | Problem {
  const waiting = sessions.find((session) => session.status === 'waiting');
  return (
    waiting ?? {
      problem: 'No candidate waits for a review.',
      mend: 'Make one: regent run. Earlier sessions: regent log',
    }
  );
}

/** What the verdict page has beside the verdict; docs/review.md describes the fields for other programs. */
interface Facts {
  readonly files: Diff['files'];
  readonly changes: InspectionChanges;
  /** Since the attempt before; null for the first. */
  readonly tests: TestChanges | null;
  readonly cost: Cost;
  /** The sessions to choose among, in order; empty where there is only this one. */
  readonly candidates: readonly Rival[];
}

interface Rival {
  readonly session: SessionSummary;
  readonly tests: TestCounts | null;
  readonly holdout: TestCounts | null;
  readonly added: number;
  readonly removed: number;
  readonly cost: Cost;
}

async function readFacts(workbench: Workbench, record: SessionRecord, { attempt }: Verdict): Promise<Facts> {
  const { state, summary } = record;
  const outputs = state.started?.outputs ?? [];
  const base = state.started?.base ?? null;
  const { commit } = attempt.started;
  const [diff, before, after, sessions] = await Promise.all([
    workbench.diff(base, commit, outputs),
    workbench.outputs(base, outputs),
    workbench.outputs(commit, outputs),
    workbench.sessions(),
  ]);
  const rivals = rivalsOf(sessions, summary);
  const candidates = rivals.length < 2 ? [] : await Promise.all(rivals.map((one) => readRival(workbench, one)));
  return {
    files: diff.files,
    changes: compareOutputs(before, after),
    tests: testChanges(state, attempt),
    cost: costOf(state),
    candidates: candidates.filter((one) => one !== null),
  };
}

async function readRival(workbench: Workbench, session: SessionSummary): Promise<Rival | null> {
  const record = await workbench.read(session.id);
  if (isProblem(record)) return null;
  const { state } = record;
  const attempt = latestAttempt(state);
  const diff = attempt
    ? await workbench.diff(state.started?.base ?? null, attempt.started.commit, state.started?.outputs)
    : null;
  return {
    session,
    tests: attempt?.tested?.counts ?? null,
    holdout: attempt?.steps.find((step) => step.step === 'holdout')?.counts ?? null,
    added: diff?.files.reduce((sum, file) => sum + file.added, 0) ?? 0,
    removed: diff?.files.reduce((sum, file) => sum + file.removed, 0) ?? 0,
    cost: costOf(state),
  };
}

function pageLines(
  context: Context,
  session: SessionSummary,
  verdict: Verdict,
  facts: Facts,
  obstacle: Problem | null,
): string[] {
  const { style } = context;
  const { attempt } = verdict;
  const verified = attempt.verified
    ? style.green('verified')
    : attempt.tested?.green
      ? style.yellow('green, not verified')
      : style.red('red');
  const lines = [
    `${style.bold(session.spec)}  attempt ${attempt.number}, ${verified}  ${attempt.started.commit}`,
    `  session ${session.id}, ${session.status}, model ${session.model}`,
    `  ${costText(facts.cost)}`,
    ...candidateLines(context, session, facts.candidates),
    '',
    style.bold('Requirements'),
  ];
  for (const one of verdict.requirements) {
    const mark =
      one.status === 'proven'
        ? style.green(style.pass)
        : one.status === 'failing'
          ? style.red(style.fail)
          : style.yellow(style.warn);
    const proof =
      one.status === 'unproven'
        ? 'no test names it'
        : `${plural(one.tests.length, 'test')}${one.holdout.length > 0 ? `, ${one.holdout.length} holdout` : ''}`;
    lines.push(`  ${mark} ${one.id.padEnd(5)} ${cut(cleanLine(one.text), 90)}  ${style.dim(proof)}`);
  }
  if (verdict.requirements.length === 0) lines.push('  The spec numbers no requirements.');
  if (verdict.unnamed.length > 0)
    lines.push(style.dim(`  ${plural(verdict.unnamed.length, 'test')} name no requirement`));
  if (attempt.tested && !attempt.tested.green) lines.push(...failureLines(attempt.tested.report, style));
  if (verdict.checks.length > 0) {
    lines.push('', style.bold('Verification'), '  in a fresh folder, with pristine tests');
    for (const step of verdict.checks) {
      const counts = step.counts ? ` ${step.counts.passed}/${step.counts.total}` : '';
      lines.push(`  ${step.ok ? style.green(style.pass) : style.red(style.fail)} ${cleanLine(step.step)}${counts}`);
    }
    if (verdict.disclosures > 0)
      lines.push(
        `  ${style.warn} ${plural(verdict.disclosures, 'requirement')} disclosed to the agent by failing holdout tests`,
      );
  }
  if (verdict.questions.length > 0) {
    lines.push('', style.bold('Open questions'), '  the spec is silent, and the agent decided');
    for (const [at, one] of verdict.questions.entries()) lines.push(...questionLines(context, one, at + 1));
    lines.push(style.dim(`  make one a requirement and a test: regent draft question ${session.id} 1`));
  }
  lines.push(...changeLines(facts.changes, style));
  if (facts.tests) lines.push('', ...testChangeLines(facts.tests, style));
  lines.push('', style.bold('Changed'));
  for (const file of facts.files)
    lines.push(`  ${file.status.padEnd(9)} ${cleanLine(file.path)}  +${file.added} -${file.removed}`);
  if (session.status === 'waiting') {
    lines.push(
      '',
      ...(obstacle ? obstacleLines(context, obstacle) : [`  accept: regent accept ${session.id}`]),
      `  reject: regent reject ${session.id} --cause … --note "…"`,
      `  the code: regent show ${session.id} ${attempt.number}`,
    );
  }
  return lines;
}

function obstacleLines({ style }: Context, { problem, mend }: Problem): string[] {
  return [`  ${style.red(style.fail)} can't be accepted now: ${cleanLine(problem)}`, `    ${cleanLine(mend)}`];
}

function candidateLines({ style }: Context, shown: SessionSummary, candidates: readonly Rival[]): string[] {
  if (candidates.length === 0) return [];
  const ratio = (counts: TestCounts | null) => (counts ? `${counts.passed}/${counts.total}` : 'none');
  const rows = candidates.map(({ session, tests, holdout, added, removed, cost }, at) => {
    const number = session.candidate ? `${session.candidate.number} of ${session.candidate.of}` : String(at + 1);
    const hidden = holdout ? `, ${ratio(holdout)} holdout` : '';
    const usd = cost.usd === null ? 'cost unknown' : `$${cost.usd.toFixed(2)}`;
    const facts = `${session.status}  tests ${ratio(tests)}${hidden}  +${added} -${removed}  ${usd}  ${cost.minutes.toFixed(1)} min`;
    return `  ${session.id === shown.id ? '>' : ' '} ${number}  ${session.id}  ${facts}`;
  });
  return ['', style.bold('Candidates'), ...rows];
}

function costText({ usd, tokens, output, cached, minutes, attempts }: Cost): string {
  const dollars = usd === null ? 'cost unknown' : `$${usd.toFixed(2)}`;
  const share = `${Math.round(cached * 100)}% of what was sent from the cache`;
  return `${dollars}, ${tokens} tokens (${output} written, ${share}), ${plural(attempts, 'attempt')}, ${minutes.toFixed(1)} min`;
}
