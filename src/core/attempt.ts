import type { BuildPorts, Session } from './build-ports.ts';
import type { EventBody } from './events.ts';
import { requirementIds } from './expected.ts';
import { describeAttempt, describeUndone } from './feedback.ts';
import type { Events } from './regenerate.ts';
import { type RunningProofs, sameFiles, seenNow, startProofs } from './running-proofs.ts';
import { type Attempt, latestAttempt } from './state.ts';

/**
 * Closes an attempt: snapshot, commit, test, and verify if it is green. Goes on where the log says it stopped. Returns
 * null, or why no attempt was made. For a call of `run_tests` the caller gives the result; otherwise the agent is told
 * here.
 */
export async function* attempt(
  call: string | null,
  session: Session,
  ports: BuildPorts,
  signal: AbortSignal,
): AsyncGenerator<EventBody, string | null, void> {
  const open = latestAttempt(session.state);
  const isOpen = open !== null && open.number > session.state.toldAttempt && open.started.call === call;
  if (isOpen) {
    const { commit } = open.started;
    const proofs = open.tested ? null : startProofs(await ports.attempts.files(commit), session.state, ports, signal);
    return yield* decide(call, proofs, session, ports, signal);
  }
  const proofs = yield* begin(call, session, ports, signal);
  if (typeof proofs !== 'string') return yield* decide(call, proofs, session, ports, signal);
  if (call === null) yield { type: 'told', attempt: session.state.attempts.length, text: proofs };
  return proofs;
}

/** Awaits the tests of the attempt that was made last, and verifies it if it is green. */
async function* decide(
  call: string | null,
  proofs: RunningProofs | null,
  session: Session,
  ports: BuildPorts,
  signal: AbortSignal,
): AsyncGenerator<EventBody, null, void> {
  try {
    yield* report(proofs, session, ports, signal);
    if (signal.aborted) return null;
    const tested = latestAttempt(session.state);
    if (tested?.tested?.green) yield* verify(tested, proofs, session, ports, signal);
  } finally {
    // Nothing may still run in a folder of the session when it goes on, or ends.
    await proofs?.stop();
  }
  if (signal.aborted) return null;
  const closed = latestAttempt(session.state);
  if (call === null && closed) {
    yield {
      type: 'told',
      attempt: closed.number,
      text: describeAttempt(closed, session.state),
      closes: closed.number,
    };
  }
  return null;
}

/** Says what the tests of the attempt came to, unless the log has it already. */
async function* report(proofs: RunningProofs | null, session: Session, ports: BuildPorts, signal: AbortSignal): Events {
  const current = latestAttempt(session.state);
  if (!current || !proofs) return;
  const { commit, added, removed, findings } = current.started;
  const report = await proofs.report;
  if (signal.aborted) return;
  const { usd, usdAtAttempt } = session.state;
  yield {
    type: 'attempt-committed',
    attempt: current.number,
    commit,
    counts: report.counts,
    green: report.green && findings.length === 0,
    report,
    added,
    removed,
    usd: usd === null || usdAtAttempt === null ? null : usd - usdAtAttempt,
    ms: ports.clock.now() - proofs.startedAt,
  };
}

/**
 * Commits the outputs as they are as the next attempt, whose tests run meanwhile. Returns these, or why there is no
 * attempt.
 */
async function* begin(
  call: string | null,
  session: Session,
  ports: BuildPorts,
  signal: AbortSignal,
): AsyncGenerator<EventBody, RunningProofs | string, void> {
  const { attempts, limits, changedAfter } = session.state;
  const last = attempts.at(-1);
  if (attempts.length >= limits.attempts) return 'No attempts are left.';
  const { files, digest, undone, findings } = await ports.workspace.snapshot();
  const notes = [...findings, ...(undone.length > 0 ? [describeUndone(undone)] : [])]
    .map((note) => `\n${note}`)
    .join('');
  // A test may fail because the machine is busy: the agent may insist, which costs an attempt.
  const insists = call !== null && session.state.refusedRun;
  // An attempt may be red for nothing but what it can't keep.
  const isSame = digest === last?.started.digest && findings.join('\n') === last.started.findings.join('\n');
  if (isSame && last.number > changedAfter && !insists) {
    return `No attempt was made: the outputs are as they were at attempt ${last.number}, whose report you have. To test the same outputs once more, as an attempt, call run_tests again.${notes}`;
  }
  if (files.size === 0) {
    const outputs = session.state.started?.outputs.join(', ') ?? '';
    return `No attempt was made: there is no file that matches the outputs (${outputs}).${notes}`;
  }
  const number = attempts.length + 1;
  const proofs = startProofs(files, session.state, ports, signal);
  let isCommitted = false;
  try {
    const made = await ports.attempts.commit(number, last?.started.commit ?? null, files);
    if ('refused' in made) return `No attempt was made: ${made.refused.slice(0, 10).join(' ')}${notes}`;
    const committed = proofs.verification ? ports.attempts.files(made.commit) : null;
    // Awaited when the tests are green; until then a rejection is not unhandled.
    committed?.catch(() => {});
    yield { type: 'attempt-started', attempt: number, ...made, digest, undone, findings, call };
    isCommitted = true;
    return { ...proofs, committed };
  } finally {
    if (!isCommitted) await proofs.stop();
  }
}

async function* verify(
  attempt: Attempt,
  running: RunningProofs | null,
  session: Session,
  ports: BuildPorts,
  signal: AbortSignal,
): Events {
  const { commit } = attempt.started;
  yield { type: 'verify-started', attempt: attempt.number, commit };
  const disclosed = new Set<string>();
  // Only what the spec has: a title is the code's to forge, and could carry out what the holdout tests hold.
  const known = new Set(session.state.started?.requirements.map(({ id }) => id));
  let ok = true;
  const files = await (running?.committed ?? ports.attempts.files(commit));
  // What was begun early counts if the commit holds the very files that it runs on.
  const early = running && sameFiles(running.files, files) ? running.verification : null;
  for await (const proof of early ?? ports.proofs.verify(files, seenNow(session.state), signal)) {
    if (signal.aborted) return;
    ok &&= proof.ok;
    if (proof.step === 'holdout' && !proof.ok) {
      for (const test of proof.report?.tests ?? []) {
        if (test.status !== 'passed') for (const id of requirementIds(test.name)) if (known.has(id)) disclosed.add(id);
      }
    }
    const counts = proof.report ? { counts: proof.report.counts } : {};
    yield { type: 'verify-step', attempt: attempt.number, ...proof, ...counts };
  }
  if (signal.aborted) return;
  yield { type: 'verify-finished', attempt: attempt.number, commit, ok, disclosed: [...disclosed].sort() };
}
