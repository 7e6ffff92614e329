import { digestSession } from '../../core/draft/digest.ts';
import type { DraftOpened } from '../../core/draft/events.ts';
import { type Material, openDraft } from '../../core/draft/prompt.ts';
import type { Event } from '../../core/events.ts';
import type { FileSet } from '../../core/ports.ts';
import { cleanText, headTail } from '../../core/text.ts';
import type { Problem, SessionRecord } from '../../core/workbench.ts';
import { loadProject } from '../assets/index.ts';
import { readDiff } from '../git/diff.ts';
import { narrowedTo } from '../git/narrow.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { type Prepared, prepare } from '../workbench/prepare.ts';
import { readSession } from '../workbench/store.ts';
import { readAsset } from './asset-file.ts';
import type { DraftAim } from './check.ts';
import { readAccepted, readCode } from './code.ts';
import { diffFiles } from './diff-files.ts';

/** Characters of what sessions have to teach, all together. */
const digestBudget = 40_000;

/** Returns the conversation's beginning: the task, and what it is to be drawn from. No holdout test is read. */
export async function openConversation(context: WorkbenchContext, aim: DraftAim): Promise<DraftOpened | Problem> {
  const { scope, source } = aim;
  if (source.kind === 'sessions') {
    const material = await fromSessions(context, aim, source.sessions);
    return 'problem' in material ? material : openDraft(scope, source, material);
  }
  const prepared = await prepare(context.repository, scope.spec ?? '');
  if ('problem' in prepared) return prepared;
  const codes = await readCode(context, prepared, aim);
  if ('problem' in codes) return codes;
  const material = [
    ...ofSpec(prepared),
    ...(source.kind === 'drift' ? await ofDrift(context, prepared) : []),
    ...(source.kind === 'rejection' || source.kind === 'question'
      ? [ofCode(codes[0]?.on ?? 'the code', codes[0]?.files)]
      : []),
  ];
  if (source.kind !== 'drift') {
    const record = await readSession(context.repository.commonDir, source.session);
    if ('problem' in record) return record;
    material.push(await ofSession(record, digestBudget / 2));
  }
  if (scope.asset === 'rule') material.push(...ofRules(prepared, scope.name));
  if (scope.asset === 'skill')
    material.push(
      ...ofSkills(
        context,
        scope.name,
        prepared.skills.map((skill) => skill.name),
      ),
    );
  return openDraft(scope, source, material);
}

async function fromSessions(
  context: WorkbenchContext,
  { scope }: DraftAim,
  ids: readonly string[],
): Promise<Material[] | Problem> {
  const material: Material[] = [...ofSkills(context, scope.name, [])];
  for (const id of ids) {
    const record = await readSession(context.repository.commonDir, id);
    if ('problem' in record) return record;
    const share = Math.floor(digestBudget / ids.length);
    material.push(ofTask(record), await ofSession(record, share), ...(await ofMends(context, record, share / 2)));
  }
  return material;
}

async function ofSession({ summary, events, decisions, state }: SessionRecord, budget: number): Promise<Material> {
  const head = `Outcome: ${summary.outcome ?? summary.status} after ${state.attempts.length} attempts, ${state.replied} turns.`;
  const kept: Event[] = [];
  // What streamed in, the replies have whole.
  for await (const some of events()) kept.push(...some.filter((event) => event.type !== 'model-text'));
  const text = [head, digestSession(kept, decisions, budget)].join('\n\n');
  return { title: `session ${summary.id} of the spec ${summary.spec}`, text };
}

/** What the session was to build, for whoever is not shown the spec. */
function ofTask({ summary, state }: SessionRecord): Material {
  const { requirements = [], outputs = [] } = state.started ?? {};
  const lines = requirements.map(({ id, text }) => `${id} ${text}`).join('\n');
  return {
    title: `what the spec ${summary.spec} asks for`,
    text: `Outputs: ${outputs.join(', ')}\n${cleanText(lines).slice(0, 4000)}`,
  };
}

/** How each red attempt became the next one: what failed is half of the lesson, what worked is the other. */
async function ofMends(
  { repository }: WorkbenchContext,
  { summary, state }: SessionRecord,
  budget: number,
): Promise<Material[]> {
  const { attempts, started } = state;
  const narrowed = narrowedTo(started?.outputs ?? []);
  const red = attempts.filter((attempt) => attempt.verified !== true).slice(0, mostMends);
  const parts: string[] = [];
  for (const attempt of red) {
    const next = attempts.find((one) => one.number === attempt.number + 1);
    if (!next) continue;
    const from = attempt.started.commit;
    const diff = await readDiff(repository, from, next.started.commit, narrowed).catch(() => null);
    if (diff) parts.push(`## From attempt ${attempt.number} to ${next.number}\n${cleanText(diff.text)}`);
  }
  const each = Math.floor(budget / Math.max(1, parts.length));
  const text = parts.map((part) => headTail(part, each)).join('\n\n');
  return text === '' ? [] : [{ title: `what changed after attempts that failed, in session ${summary.id}`, text }];
}

const mostMends = 6;

function ofSpec({ spec, loaded, inputs }: Prepared): Material[] {
  const below = (folder: string) =>
    new Map([...inputs.visible].filter(([path]) => path.startsWith(`${spec.folder}/${folder}/`)));
  return [
    { title: loaded.specPath, text: loaded.text },
    ...asMaterial(below('contract')),
    ...asMaterial(below('tests')),
  ];
}

function ofCode(on: string, files: FileSet | undefined): Material {
  const parts = asMaterial(files ?? new Map()).map(({ title, text }) => `--- ${title}\n${text}`);
  return { title: `the code: ${on}`, text: parts.join('\n').slice(0, 40_000) };
}

async function ofDrift(context: WorkbenchContext, prepared: Prepared): Promise<Material[]> {
  const accepted = await readAccepted(context, prepared);
  if ('problem' in accepted) return [];
  const changed = accepted.drifted.map((path) => ({
    path,
    before: textOf(accepted.files.get(path)?.bytes),
    after: textOf(prepared.inputs.outputs.get(path)?.bytes) ?? '',
  }));
  const { text } = await diffFiles(changed);
  return [
    {
      title: 'what was changed by hand, from the accepted code to the code as it is',
      text: cleanText(text).slice(0, 40_000),
    },
    ofCode('as it is', prepared.inputs.outputs),
  ];
}

/** The rule that is to change, whole; of the others what they say, so that none is drafted twice. */
function ofRules({ project }: Prepared, name: string | null): Material[] {
  const own = project.rules.filter((rule) => rule.source === 'rules');
  const list = own.map((rule) => `- ${rule.name}: ${rule.description || rule.body.trim().slice(0, 200)}`).join('\n');
  const chosen = own.find((rule) => rule.name === name);
  return [
    { title: 'rules that are there', text: list || 'none' },
    ...(chosen ? [{ title: chosen.file, text: textAt(project.root, chosen.file) }] : []),
  ];
}

function ofSkills({ repository }: WorkbenchContext, name: string | null, shown: readonly string[]): Material[] {
  const { skills, root } = loadProject(repository.root, { only: [] });
  const list = skills.map((skill) => `- ${skill.name}: ${skill.description.slice(0, 300)}`).join('\n');
  const whole = skills.filter((skill) => skill.name === name || shown.includes(skill.name));
  return [
    { title: 'skills that are there', text: list.slice(0, 12_000) || 'none' },
    ...whole.map((skill) => ({
      title: skill.source === 'project' ? `skills/${skill.name}/SKILL.md` : `the skill ${skill.name}`,
      text: skill.source === 'project' ? textAt(root, `skills/${skill.name}/SKILL.md`) : skill.body,
    })),
  ];
}

function textAt(root: string, path: string): string {
  const text = readAsset(root, path);
  return text === null || text === 'unreadable' ? '' : text;
}

function asMaterial(files: FileSet): Material[] {
  return [...files].map(([path, { bytes }]) => ({ title: path, text: textOf(bytes) ?? '' }));
}

/** Binary files are named only. */
function textOf(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return null;
  return bytes.includes(0) ? `(binary, ${bytes.length} bytes)` : Buffer.from(bytes).toString('utf8');
}
