import type { Drafts } from '../../core/draft/port.ts';
import { lazy } from '../../core/lazy.ts';
import type { ReportWork } from '../../core/report-work.ts';
import type { RuleWork } from '../../core/rule-work.ts';
import type { SkillWork } from '../../core/skill-work.ts';
import type { Problem, SessionRecord, Workbench } from '../../core/workbench.ts';
import { loadUserSettings } from '../assets/user-settings.ts';
import { type Ahead, lookAhead } from '../git/look-ahead.ts';
import { cacheFolder } from '../workspace/folders.ts';
import type { WorkbenchContext } from './context.ts';
import { deferred } from './deferred.ts';
import type { SessionLog } from './session-log.ts';
import { findSession, listSessions, readSession } from './store.ts';

/** Opens the repository that `cwd` is in. Reads the user's settings; nothing of the repository's runs. */
export async function openWorkbench(
  cwd: string,
  env: NodeJS.ProcessEnv,
  ahead: Ahead = lookAhead(cwd),
): Promise<Workbench | Problem> {
  const opened = await ahead.opening;
  if ('problem' in opened) return { problem: opened.problem.message, mend: opened.problem.mend };
  const { repository } = opened;
  const { settings, diagnostics } = await loadUserSettings(env);
  const broken = diagnostics.find((one) => one.severity === 'error');
  if (broken) return { problem: `${broken.file}:${broken.line}: ${broken.message}`, mend: broken.mend };
  const context: WorkbenchContext = { repository, env, user: settings, cache: cacheFolder(env) };
  const { commonDir } = repository;
  const withSession = async <T>(id: string, act: (record: SessionRecord & SessionLog) => Promise<T | Problem>) => {
    const record = await readSession(commonDir, id, { conversation: false });
    return 'problem' in record ? record : act(record);
  };
  // Good for one plan: what comes later may be about what changed since.
  let { listing } = ahead;
  const loadRules = lazy(async () => (await import('./rules/index.ts')).createRuleWork(context));

  // What a method needs is loaded when it is called: commands use few of them.
  return {
    root: repository.root,
    newSpec: async (name) => (await import('../starter/new-spec.ts')).writeNewSpec(repository.root, name),
    validate: async (names) => (await import('./validate.ts')).validate(context, names),
    async plan() {
      const early = listing;
      listing = null;
      return (await import('./plan.ts')).makePlan(context, early);
    },
    describe: async (spec) => (await import('./describe.ts')).describeSpec(repository, spec),
    beforeStart: async (spec) => (await import('./before-start.ts')).lookBeforeStart(repository, spec),
    start: async (spec, options) => (await import('./start.ts')).startSession(context, spec, options),
    resume: async (session, options) => (await import('./resume.ts')).resumeSession(context, session, options),
    async elsewhere() {
      const [{ listElsewhere }, { listShared, withAccepts }] = await Promise.all([
        import('./elsewhere.ts'),
        import('./shared.ts'),
      ]);
      const own = new Set((await listSessions(commonDir)).map((session) => session.id));
      const [accepts, shared] = await Promise.all([listElsewhere(repository, own), listShared(repository, own)]);
      return withAccepts(shared, accepts);
    },
    sessions: async ({ trials = false } = {}) => (await listSessions(commonDir)).filter((one) => trials || !one.trial),
    async find(reference, want) {
      const found = await findSession(commonDir, reference, want === 'readable' ? 'any' : want);
      if (!('problem' in found)) return found;
      const { findShared } = await import('./shared.ts');
      const own = new Set((await listSessions(commonDir)).map((session) => session.id));
      return (await findShared(repository, reference, { own, want })) ?? found;
    },
    async read(session) {
      const record = await readSession(commonDir, session, { conversation: false });
      return 'problem' in record ? (await import('./shared.ts')).readShared(repository, session) : record;
    },
    diff: async (from, to, within) => (await import('./compare.ts')).compareCommits(repository, from, to, within),
    outputs: async (commit, globs) => (await import('./compare.ts')).readOutputs(repository, commit, globs),
    async accept(session, { policy }) {
      const { acceptSession } = await import('./accept.ts');
      return withSession(session, (record) => acceptSession(context, record, policy ?? null));
    },
    async whyNotAccept(session) {
      const { findObstacle } = await import('./accept.ts');
      const record = await readSession(commonDir, session, { conversation: false });
      return 'problem' in record ? record : findObstacle(context, record);
    },
    async reject(session, options) {
      const { rejectSession } = await import('./decide.ts');
      return withSession(session, (record) => rejectSession(context, record, options));
    },
    async undo(reference) {
      const { undoSession } = await import('./decide.ts');
      const found = await findAccepted(commonDir, reference);
      return 'problem' in found ? found : withSession(found.id, (record) => undoSession(context, record));
    },
    refresh: async (spec, options, signal) =>
      (await import('./refresh.ts')).refreshSpec(context, spec, options, signal),
    verify: async (spec, options, signal) => (await import('./refresh.ts')).verifySpec(context, spec, options, signal),
    async prune(days) {
      const [{ pruneSessions }, { pruneDrafts }] = await Promise.all([
        import('./prune.ts'),
        import('../drafts/store.ts'),
      ]);
      return [...(await pruneSessions(context, days)), ...(await pruneDrafts(commonDir, days))];
    },
    skills: deferred(async () => (await import('./skills.ts')).createSkillWork(context), skillMethods),
    rules: {
      ...deferred<Omit<RuleWork, 'check'>>(loadRules, ruleMethods),
      async *check(options, signal) {
        yield* (await loadRules()).check(options, signal);
      },
    },
    drafts: deferred(async () => (await import('../drafts/index.ts')).createDrafts(context), draftMethods),
    trials: deferred(async () => (await import('./trial/index.ts')).createTrials(context), trialMethods),
    reports: deferred(async () => (await import('./report/index.ts')).createReportWork(context), reportMethods),
  };
}

const skillMethods: Readonly<Record<keyof SkillWork, true>> = {
  list: true,
  show: true,
  levels: true,
  reads: true,
  create: true,
  import: true,
  export: true,
  trust: true,
  validate: true,
};
const ruleMethods: Readonly<Record<Exclude<keyof RuleWork, 'check'>, true>> = {
  list: true,
  forSpec: true,
  create: true,
  import: true,
  export: true,
};
const draftMethods: Readonly<Record<keyof Drafts, true>> = {
  start: true,
  resume: true,
  list: true,
  find: true,
  read: true,
  edit: true,
  accept: true,
  discard: true,
};
const trialMethods: Readonly<Record<keyof Workbench['trials'], true>> = {
  plan: true,
  start: true,
  resume: true,
  list: true,
  read: true,
};
const reportMethods: Readonly<Record<keyof ReportWork, true>> = {
  session: true,
  audit: true,
  page: true,
  write: true,
};

/** The session that is meant, and by a spec's name the one that was accepted last. */
async function findAccepted(commonDir: string, reference: string) {
  const accepted = (await listSessions(commonDir)).find(
    (session) => session.spec === reference && session.status === 'accepted',
  );
  return accepted ?? findSession(commonDir, reference, 'any');
}
