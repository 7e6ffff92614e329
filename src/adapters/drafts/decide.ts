import type { DraftFile } from '../../core/draft/events.ts';
import { type AcceptedDraft, type DraftOptions, type DraftRecord, nameOfDraft } from '../../core/draft/port.ts';
import { whyOutside } from '../../core/draft/scope.ts';
import type { Problem } from '../../core/workbench.ts';
import { readIdentity } from '../git/identity.ts';
import { trustIfOwn } from '../skills/trust.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { makePlan } from '../workbench/plan.ts';
import { validate } from '../workbench/validate.ts';
import { readAsset, writeAsset } from './asset-file.ts';
import { checkDraft } from './check.ts';
import { proveDraft } from './prove.ts';
import { sandboxFor } from './start.ts';
import { appendToDraft, readDraft } from './store.ts';

/** Writes a draft's files into the work tree: those alone, and only while they are as they were when it was made. */
export async function acceptDraft(context: WorkbenchContext, id: string): Promise<AcceptedDraft | Problem> {
  const { root, commonDir } = context.repository;
  const record = await readWaiting(commonDir, id, 'accept');
  if ('problem' in record) return record;
  const { scope } = record.summary;
  const files = record.state.proposal?.files ?? [];
  const outside = files.flatMap((file) => whyOutside(scope, file.path) ?? []);
  if (outside[0] !== undefined) return { problem: outside[0], mend: `Discard it: regent draft discard ${id}` };
  const stale = findStale(root, id, files);
  if (stale) return stale;
  // Who accepts a project's first skill is its author.
  if (files.some((file) => file.path.startsWith('skills/'))) await trustIfOwn(context.env, context.repository);
  for (const file of files)
    if (readAsset(root, file.path) !== file.after) await writeAsset(root, file.path, file.after);
  const paths = files.map((file) => file.path);
  const refused = await appendToDraft(commonDir, id, [{ type: 'draft-accepted', files: paths, by: nameOf(context) }]);
  return refused ?? describeAccepted(context, record, paths);
}

export async function discardDraft(context: WorkbenchContext, id: string): Promise<{ discarded: string } | Problem> {
  const { commonDir } = context.repository;
  const record = await readDraft(commonDir, id);
  if ('problem' in record) return record;
  const { status } = record.summary;
  if (status === 'running' || status === 'accepted' || status === 'discarded')
    return { problem: `Draft ${id} is ${status}.`, mend: 'List the drafts: regent draft list' };
  const refused = await appendToDraft(commonDir, id, [{ type: 'draft-discarded', by: nameOf(context) }]);
  return refused ?? { discarded: id };
}

/** Takes a person's version of a draft's texts. It is checked as the model's was; what its tests do is said, not judged. */
export async function editDraft(
  context: WorkbenchContext,
  id: string,
  texts: ReadonlyMap<string, string>,
  options: Pick<DraftOptions, 'allowNoSandbox'>,
  signal: AbortSignal,
): Promise<DraftRecord | Problem> {
  const { root, commonDir } = context.repository;
  const record = await readWaiting(commonDir, id, 'edit');
  if ('problem' in record) return record;
  const { scope, source } = record.summary;
  const aim = { scope, source };
  const files = record.state.proposal?.files ?? [];
  const unknown = [...texts.keys()].find((path) => !files.some((file) => file.path === path));
  if (unknown !== undefined)
    return {
      problem: `${JSON.stringify(unknown.slice(0, 120))} is no file of the draft.`,
      mend: `Its files: ${files.map((file) => file.path).join(', ')}`,
      exit: 2,
    };
  const stale = findStale(root, id, files);
  if (stale) return stale;
  const wanted = files.map(({ path, after }) => ({ path, content: texts.get(path) ?? after }));
  const checked = checkDraft(root, aim, wanted);
  if ('problems' in checked)
    return {
      problem: `The draft was not changed: ${checked.problems.join(' ')}`,
      mend: 'Mend that, and edit it again.',
    };
  const sandbox = await sandboxFor(context, aim, options.allowNoSandbox === true);
  if (sandbox !== null && 'problem' in sandbox) return sandbox;
  const proof = await proveDraft(context, id, aim, checked.files, sandbox, signal);
  if (signal.aborted)
    return { problem: 'Interrupted; the draft is as it was.', mend: `Edit it again: regent draft edit ${id}` };
  const refused = await appendToDraft(commonDir, id, [
    { type: 'draft-edited', ...checked, by: nameOf(context) },
    { type: 'draft-tested', proof },
  ]);
  return refused ?? readDraft(commonDir, id);
}

async function readWaiting(commonDir: string, id: string, what: string): Promise<DraftRecord | Problem> {
  const record = await readDraft(commonDir, id);
  if ('problem' in record || record.summary.status === 'waiting') return record;
  const { status } = record.summary;
  const mend =
    status === 'crashed' || status === 'ended'
      ? `Go on with it: regent draft resume ${id}`
      : 'List the drafts: regent draft list';
  return { problem: `Draft ${id} is ${status}, so there is nothing to ${what}.`, mend };
}

function findStale(root: string, id: string, files: readonly DraftFile[]): Problem | null {
  const changed = files.filter((file) => isChanged(root, file)).map((file) => file.path);
  if (changed.length === 0) return null;
  return {
    problem: `Changed since the draft was made: ${changed.join(', ')}. Nothing was written.`,
    mend: `Put the change back; or take over by hand what you want of it (regent draft show ${id}), and discard it: regent draft discard ${id}`,
  };
}

/** A file that holds the draft's text already was written before a crash, and is fine. */
function isChanged(root: string, { path, before, after }: DraftFile): boolean {
  const now = readAsset(root, path);
  return now !== before && now !== after;
}

async function describeAccepted(
  context: WorkbenchContext,
  { summary }: DraftRecord,
  files: readonly string[],
): Promise<AcceptedDraft> {
  const { spec } = summary.scope;
  const [{ diagnostics }, planned] = await Promise.all([
    validate(context, spec === null ? [] : [spec]),
    makePlan(context),
  ]);
  // A cause as the plan names it: `skill <name>`, `rule <name>`.
  const named = `${summary.scope.asset} ${nameOfDraft(summary)}`;
  const entries = 'problem' in planned ? [] : planned.plan.entries;
  return {
    draft: summary.id,
    files,
    diagnostics: diagnostics.filter((one) => files.includes(one.file)),
    plan: entries
      .filter(
        (entry) =>
          entry.needs === 'regenerate' && (entry.spec === spec || (entry.causes as readonly string[]).includes(named)),
      )
      .map(({ spec: name, causes }) => ({ spec: name, causes })),
  };
}

function nameOf({ repository }: WorkbenchContext): string {
  const { author } = readIdentity(repository);
  return `${author.name} <${author.email}>`;
}
