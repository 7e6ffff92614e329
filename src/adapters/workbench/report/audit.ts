import { basename } from 'node:path';
import { type Audit, type AuditSources, makeAudit } from '../../../core/audit/audit.ts';
import type { AuditScope } from '../../../core/report-work.ts';
import type { Problem } from '../../../core/workbench.ts';
import { readHead } from '../../git/head.ts';
import { readHistory } from '../../git/history.ts';
import type { WorkbenchContext } from '../context.ts';
import { listElsewhere } from '../elsewhere.ts';
import { lockPath, readAcceptedLock } from '../locks.ts';
import { makePlan } from '../plan.ts';
import { listSessions } from '../store.ts';
import { validate } from '../validate.ts';

/** How many of Regent's commits are read, newest first. */
const commits = 5000;

/** Reads what an audit is made of: locks, plan, sessions, commits, and what validation finds uncovered. */
export async function readAudit(context: WorkbenchContext, scope: AuditScope): Promise<Audit | Problem> {
  const { repository } = context;
  const [planned, own, history, head, { diagnostics }] = await Promise.all([
    makePlan(context),
    listSessions(repository.commonDir),
    readHistory(repository, { limit: commits }),
    readHead(repository),
    validate(context, undefined),
  ]);
  if ('problem' in planned) return planned;
  const elsewhere = await listElsewhere(repository, new Set(own.map((one) => one.id)), history);
  const locks = new Map<string, { readonly path: string; readonly lock: ReadLock }>();
  for (const spec of planned.specs.values()) {
    const lock = readAcceptedLock(repository.root, spec);
    if (lock) locks.set(spec.name, { path: lockPath(spec), lock });
  }
  const sources: AuditSources = {
    repository: basename(repository.root),
    head: 'unborn' in head ? null : head.commit,
    plan: planned.plan,
    locks,
    sessions: [...own.filter((one) => scope.trials || !one.trial), ...elsewhere],
    history,
    diagnostics,
  };
  return makeAudit(sources, scope.filter);
}

type ReadLock = NonNullable<ReturnType<typeof readAcceptedLock>>;
