import type { Diagnostic } from '../diagnostic.ts';
import type { RejectCause } from '../events.ts';
import type { Lock } from '../lock.ts';
import type { Plan } from '../plan.ts';
import { isMeant, type SessionFilter } from '../session-filter.ts';
import type { SessionSummary } from '../workbench.ts';
import { type Costs, costsOf } from './costs.ts';

/** What is in force, who let it in and what proves it; what was turned down; what it cost; what nothing proves. */
export interface Audit {
  /** The folder's name; no path of this machine. */
  readonly repository: string;
  readonly head: string | null;
  /** How many specs there are, whatever the filter says. */
  readonly specs: number;
  /** Specs of which nothing was accepted yet. */
  readonly unbuilt: readonly string[];
  readonly artefacts: readonly Artefact[];
  readonly rejections: readonly Rejection[];
  /** What became of all sessions that are meant: `accepted`, `rejected`, `limit`, … → how many. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly sessions: number;
  readonly costs: Costs;
  readonly uncovered: readonly Uncovered[];
  /** Locks whose specs are gone. */
  readonly orphans: readonly { readonly spec: string; readonly lock: string }[];
}

/** What was accepted for a spec and is in force. */
export interface Artefact {
  readonly spec: string;
  /** Path of the lock, and the digest of its assets as the accept's commit says it; null where no commit was found. */
  readonly lock: string;
  readonly assets: string | null;
  readonly session: string;
  readonly attempt: number;
  readonly model: string;
  readonly commit: string | null;
  readonly at: string | null;
  /** Who reviewed it; null where nobody did, or where that is not known. */
  readonly by: string | null;
  /** What accepted it in a person's place. */
  readonly policy: string | null;
  /** US dollars; null when not known. */
  readonly usd: number | null;
  /** As the commit says it: `tests 9/9, holdout 4/4, rule no-network`. */
  readonly verified: string | null;
  /** It was built or proven without a sandbox. */
  readonly unconfined: boolean;
  readonly tests: number;
  readonly outputs: number;
  /** Proven anew, since, against assets that had changed. */
  readonly refreshed: { readonly commit: string; readonly at: string; readonly by: string | null } | null;
  /** Outputs that were changed by hand since. */
  readonly drift: readonly string[];
  /** Why it is no longer what its assets ask for; empty when it is. */
  readonly causes: readonly string[];
}

export interface Rejection {
  readonly spec: string;
  readonly session: string;
  readonly attempt: number;
  readonly at: string;
  readonly by: string;
  readonly cause: RejectCause;
  readonly note: string;
  readonly model: string;
  readonly usd: number | null;
}

/** A place in an asset that nothing proves. */
export interface Uncovered extends Pick<Diagnostic, 'file' | 'line' | 'message'> {
  readonly spec: string;
}

/** A commit that says what was accepted, refreshed or undone. */
export interface Entry {
  readonly commit: string;
  readonly at: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly trailers: ReadonlyMap<string, string>;
}

export interface AuditSources {
  readonly repository: string;
  readonly head: string | null;
  readonly plan: Plan;
  /** Spec → lock in the work tree. */
  readonly locks: ReadonlyMap<string, { readonly path: string; readonly lock: Lock }>;
  /** Those on this machine and those that only commits tell of. */
  readonly sessions: readonly SessionSummary[];
  /** Newest first. */
  readonly history: readonly Entry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts the audit together from what is there, as far as the filter leaves it. */
export function makeAudit(sources: AuditSources, filter: SessionFilter): Audit {
  const { repository, head, plan, sessions, diagnostics } = sources;
  const meant = sessions.filter((one) => isMeant(one, filter));
  const isSpecMeant = (spec: string) => filter.spec === undefined || filter.spec === spec;
  const built = new Set(sources.locks.keys());
  return {
    repository,
    head,
    specs: plan.entries.length,
    unbuilt: plan.entries.map((one) => one.spec).filter((spec) => !built.has(spec) && isSpecMeant(spec)),
    artefacts: artefactsOf(sources, filter),
    rejections: meant.flatMap(rejectionsOf),
    outcomes: countOutcomes(meant),
    sessions: meant.length,
    costs: costsOf(meant),
    uncovered: diagnostics.flatMap(({ code, file, line, message }) => {
      const spec = /^specs\/([^/]+)\//.exec(file)?.[1] ?? '';
      const isOpen = code === 'untested-requirement' || code === 'no-requirements';
      return isOpen && isSpecMeant(spec) ? [{ spec, file, line, message }] : [];
    }),
    orphans: plan.orphans.filter((one) => isSpecMeant(one.spec)).map(({ spec, lock }) => ({ spec, lock })),
  };
}

function artefactsOf({ plan, locks, sessions, history }: AuditSources, filter: SessionFilter): Artefact[] {
  const byId = new Map(sessions.map((one) => [one.id, one]));
  const { accepts, refreshes } = readHistory(history);
  return plan.entries.flatMap(({ spec, drift, causes }) => {
    const found = locks.get(spec);
    if (!found) return [];
    const { build, tests, outputs } = found.lock;
    const summary = byId.get(build.session);
    const isIn = summary ? isMeant(summary, filter) : filter.spec === spec || isOpen(filter);
    if (!isIn) return [];
    const entry = accepts.get(build.session);
    const refresh = refreshes.get(spec);
    const cost = /^\$(\d+(?:\.\d+)?)$/.exec(entry?.trailers.get('Regent-Cost') ?? '')?.[1];
    return [
      {
        spec,
        lock: found.path,
        assets: (refresh ?? entry)?.trailers.get('Regent-Assets') ?? null,
        session: build.session,
        attempt: build.attempt,
        model: build.model,
        commit: entry?.commit ?? null,
        at: entry?.at ?? null,
        by: entry?.trailers.get('Reviewed-by') ?? null,
        policy: entry?.trailers.get('Regent-Policy') ?? null,
        usd: cost === undefined ? (summary?.usd ?? null) : Number(cost),
        verified: entry?.trailers.get('Regent-Verified') ?? null,
        unconfined: [entry, refresh].some((one) => one?.trailers.get('Regent-Sandbox') === 'none'),
        tests: tests.length,
        outputs: Object.keys(outputs).length,
        refreshed: refresh
          ? { commit: refresh.commit, at: refresh.at, by: refresh.trailers.get('Reviewed-by') ?? null }
          : null,
        drift,
        causes,
      },
    ];
  });
}

/** Session → its accept, and spec → the refresh after its last accept. */
function readHistory(history: readonly Entry[]) {
  const accepts = new Map<string, Entry>();
  const refreshes = new Map<string, Entry>();
  const isAccepted = new Set<string>();
  const undone = new Set<string>();
  // Newest first: the first of a kind is the one that counts.
  for (const entry of history) {
    const spec = entry.trailers.get('Regent-Spec') ?? '';
    const session = entry.trailers.get('Regent-Session');
    const undoes = entry.trailers.get('Regent-Undoes');
    if (undoes !== undefined) undone.add(undoes);
    if (undoes !== undefined || undone.has(entry.commit)) continue;
    if (session === undefined) {
      if (!isAccepted.has(spec) && !refreshes.has(spec)) refreshes.set(spec, entry);
      continue;
    }
    isAccepted.add(spec);
    if (!accepts.has(session)) accepts.set(session, entry);
  }
  return { accepts, refreshes };
}

/** It asks for nothing that only a session could answer. */
function isOpen({ words, spec, by, since, until, status, cause }: SessionFilter): boolean {
  return words.length === 0 && [spec, by, since, until, status, cause].every((one) => one === undefined);
}

/** All rejections of a session, not only the one that stands: each says what an asset lacked. */
function rejectionsOf({ id, spec, decisions, model, usd }: SessionSummary): Rejection[] {
  return decisions.flatMap((one) =>
    one.type === 'rejected'
      ? [
          {
            spec,
            session: id,
            attempt: one.attempt,
            at: one.at,
            by: one.by,
            cause: one.cause,
            note: one.note,
            model,
            usd,
          },
        ]
      : [],
  );
}

function countOutcomes(sessions: readonly SessionSummary[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, outcome } of sessions) {
    const what = status === 'ended' ? (outcome ?? 'ended') : status;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
