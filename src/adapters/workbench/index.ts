import envPaths from 'env-paths';
import type { Problem, SessionRecord, Workbench } from '../../core/workbench.ts';
import { loadUserSettings } from '../assets/index.ts';
import { createDrafts } from '../drafts/index.ts';
import { pruneDrafts } from '../drafts/store.ts';
import { openRepository } from '../git/repository.ts';
import { acceptSession } from './accept.ts';
import { compareCommits, readOutputs } from './compare.ts';
import type { WorkbenchContext } from './context.ts';
import { rejectSession, undoSession } from './decide.ts';
import { describeSpec } from './describe.ts';
import { listElsewhere } from './elsewhere.ts';
import { makePlan } from './plan.ts';
import { pruneSessions } from './prune.ts';
import { refreshSpec, verifySpec } from './refresh.ts';
import { resumeSession } from './resume.ts';
import { createRuleWork } from './rules/index.ts';
import { createSkillWork } from './skills.ts';
import { startSession } from './start.ts';
import { findSession, listSessions, readSession } from './store.ts';
import { validate } from './validate.ts';

/** Opens the repository that `cwd` is in. Reads the user's settings; nothing of the repository's runs. */
export async function openWorkbench(
  cwd: string,
  env: NodeJS.ProcessEnv,
  opening: ReturnType<typeof openRepository> = openRepository(cwd),
): Promise<Workbench | Problem> {
  const opened = await opening;
  if ('problem' in opened) return { problem: opened.problem.message, mend: opened.problem.mend };
  const { repository } = opened;
  const { settings, diagnostics } = loadUserSettings(env);
  const broken = diagnostics.find((one) => one.severity === 'error');
  if (broken) return { problem: `${broken.file}:${broken.line}: ${broken.message}`, mend: broken.mend };
  const cache = env.REGENT_CACHE_DIR || envPaths('regent', { suffix: '' }).cache;
  const context: WorkbenchContext = { repository, env, user: settings, cache };
  const { commonDir } = repository;
  const loadTrials = async () => (await import('./trial/index.ts')).createTrials(context);

  const withSession = async <T>(id: string, act: (record: SessionRecord) => Promise<T | Problem>) => {
    const record = await readSession(commonDir, id);
    return 'problem' in record ? record : act(record);
  };

  return {
    root: repository.root,
    skills: createSkillWork(context),
    validate: (names) => validate(context, names),
    plan: () => makePlan(context),
    describe: async (spec) => describeSpec(repository, spec),
    start: (spec, options) => startSession(context, spec, options),
    resume: (session, options) => resumeSession(context, session, options),
    elsewhere: async () =>
      listElsewhere(repository, new Set((await listSessions(commonDir)).map((session) => session.id))),
    sessions: async ({ trials = false } = {}) => (await listSessions(commonDir)).filter((one) => trials || !one.trial),
    find: (reference, want) => findSession(commonDir, reference, want),
    read: (session) => readSession(commonDir, session),
    diff: (from, to, within) => compareCommits(repository, from, to, within),
    outputs: (commit, globs) => readOutputs(repository, commit, globs),
    accept: (session, { policy }) => withSession(session, (record) => acceptSession(context, record, policy ?? null)),
    reject: (session, options) => withSession(session, (record) => rejectSession(context, record, options)),
    async undo(reference) {
      const found = await findAccepted(commonDir, reference);
      return 'problem' in found ? found : withSession(found.id, (record) => undoSession(context, record));
    },
    refresh: (spec, options, signal) => refreshSpec(context, spec, options, signal),
    verify: (spec, options, signal) => verifySpec(context, spec, options, signal),
    rules: createRuleWork(context),
    drafts: createDrafts(context),
    prune: async (days) => [...(await pruneSessions(context, days)), ...(await pruneDrafts(commonDir, days))],
    trials: {
      plan: async (request) => (await loadTrials()).plan(request),
      start: async (request, options) => (await loadTrials()).start(request, options),
      resume: async (reference, options) => (await loadTrials()).resume(reference, options),
      list: async () => (await loadTrials()).list(),
      read: async (reference) => (await loadTrials()).read(reference),
    },
  };
}

/** The session that is meant, and by a spec's name the one that was accepted last. */
async function findAccepted(commonDir: string, reference: string) {
  const accepted = (await listSessions(commonDir)).find(
    (session) => session.spec === reference && session.status === 'accepted',
  );
  return accepted ?? findSession(commonDir, reference, 'any');
}
