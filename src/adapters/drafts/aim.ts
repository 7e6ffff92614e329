import { isAssetName } from '../../core/asset-name.ts';
import type { DraftAsset } from '../../core/draft/events.ts';
import type { DraftRequest } from '../../core/draft/port.ts';
import type { ObjectionRaised, RejectCause } from '../../core/events.ts';
import type { Problem, SessionRecord, SessionSummary } from '../../core/workbench.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { prepare } from '../workbench/prepare.ts';
import { findSession, readSession } from '../workbench/store.ts';
import type { DraftAim } from './check.ts';
import { readAccepted } from './code.ts';

/** Settles what a draft may change and what it is made from, or says why there is nothing to draft. */
export async function aimDraft(context: WorkbenchContext, request: DraftRequest): Promise<DraftAim | Problem> {
  switch (request.kind) {
    case 'skill':
      return aimAtSkill(context, request.sessions, request.name);
    case 'improve':
      return aimAtFault(context, request);
    case 'question':
      return aimAtQuestion(context, request);
    case 'absorb':
      return aimAtDrift(context, request.spec);
    default:
      return request satisfies never;
  }
}

async function aimAtSkill(
  context: WorkbenchContext,
  references: readonly string[],
  name: string | null,
): Promise<DraftAim | Problem> {
  if (references.length === 0)
    return { problem: 'A skill is drafted from sessions, and none is named.', mend: 'List them: regent log', exit: 2 };
  if (references.length > 20)
    return { problem: 'Twenty sessions are the most.', mend: 'Name the most telling ones.', exit: 2 };
  const wrong = name === null ? null : badName(name);
  if (wrong) return wrong;
  const sessions: string[] = [];
  for (const reference of references) {
    const record = await findRecord(context, reference);
    if ('problem' in record) return record;
    if (record.state.replied === 0)
      return { problem: `In session ${record.summary.id} no model ever replied.`, mend: 'Name another: regent log' };
    sessions.push(record.summary.id);
  }
  return {
    scope: { asset: 'skill', spec: null, name },
    source: { kind: 'sessions', sessions: [...new Set(sessions)] },
  };
}

async function aimAtFault(
  context: WorkbenchContext,
  { session, asset, name }: Extract<DraftRequest, { kind: 'improve' }>,
): Promise<DraftAim | Problem> {
  const record = await findRecord(context, session);
  if ('problem' in record) return record;
  const { id, spec } = record.summary;
  const rejected = record.decisions.findLast((decision) => decision.type === 'rejected');
  const { objection } = record.state;
  if (objection && rejected === undefined) return aimAtObjection(context, record.summary, objection, asset);
  if (rejected?.type !== 'rejected')
    return {
      problem: `Session ${id} was neither rejected nor ended in an objection, so nothing says what to improve.`,
      mend: `Say what is at fault: regent reject ${id} --cause … --note "…"`,
    };
  const chosen = asset ?? assetOf(rejected.cause);
  if (chosen === null)
    return {
      problem: 'The rejection gives bad luck as its cause, which no asset is to blame for.',
      mend: `Run it again (regent run ${spec}), or name what to improve: --asset spec, test, rule or skill`,
      exit: 2,
    };
  if (name !== null && (chosen === 'spec' || chosen === 'test'))
    return { problem: '--name is for a rule or a skill.', mend: 'Leave it out.', exit: 2 };
  const wrong = name === null ? null : badName(name);
  if (wrong) return wrong;
  const prepared = await prepare(context.repository, spec);
  if ('problem' in prepared) return prepared;
  // A skill of its own that the spec names is the one that taught it.
  const own = chosen === 'skill' ? prepared.skills.filter((skill) => skill.source === 'project') : [];
  const [taught, other] = own.map((skill) => skill.name);
  if (name === null && other !== undefined)
    return {
      problem: `${spec} names several skills: which one is to change?`,
      mend: `Name it: ${own.map((skill) => `--name ${skill.name}`).join(' or ')}; or a new one: --name <name>`,
      exit: 2,
    };
  const { attempt, cause, note } = rejected;
  return {
    scope: { asset: chosen, spec, name: name ?? taught ?? null },
    source: { kind: 'rejection', session: id, attempt, cause, note },
  };
}

/** An objection says that spec and tests contradict each other: only they can be at fault. */
async function aimAtObjection(
  context: WorkbenchContext,
  { id, spec }: SessionSummary,
  { requirement, question, evidence }: ObjectionRaised,
  asset: DraftAsset | null,
): Promise<DraftAim | Problem> {
  if (asset === 'rule' || asset === 'skill')
    return {
      problem: 'After an objection, the spec or its tests are to be mended.',
      mend: 'Leave --asset out.',
      exit: 2,
    };
  const prepared = await prepare(context.repository, spec);
  if ('problem' in prepared) return prepared;
  return {
    scope: { asset: asset ?? 'spec', spec, name: null },
    source: { kind: 'objection', session: id, requirement, question, evidence },
  };
}

async function aimAtQuestion(
  context: WorkbenchContext,
  { session, number, answer }: Extract<DraftRequest, { kind: 'question' }>,
): Promise<DraftAim | Problem> {
  const record = await findRecord(context, session);
  if ('problem' in record) return record;
  const { summary, state } = record;
  const choice = state.choices[number - 1];
  if (!choice)
    return {
      problem: `Session ${summary.id} has ${state.choices.length === 0 ? 'no open question' : `open questions 1 to ${state.choices.length}`}, and no ${number}.`,
      mend: `See them: regent review ${summary.id}`,
      exit: 2,
    };
  const tested = state.attempts.findLast((attempt) => attempt.tested !== null);
  if (!tested)
    return { problem: `Session ${summary.id} has no tested attempt.`, mend: `See it: regent show ${summary.id}` };
  const chosen = `${choice.question}\nThe agent chose: ${choice.choice}${choice.alternatives.map((one) => `\nIt saw as alternative: ${one}`).join('')}`;
  return {
    scope: { asset: 'spec', spec: summary.spec, name: null },
    source: { kind: 'question', session: summary.id, attempt: tested.number, number, question: chosen, answer },
  };
}

async function aimAtDrift(context: WorkbenchContext, spec: string): Promise<DraftAim | Problem> {
  const prepared = await prepare(context.repository, spec);
  if ('problem' in prepared) return prepared;
  const accepted = await readAccepted(context, prepared);
  if ('problem' in accepted) return accepted;
  if (accepted.drifted.length === 0)
    return {
      problem: `The code of ${spec} is as it was accepted: nothing has drifted.`,
      mend: 'See the plan: regent plan',
    };
  return {
    scope: { asset: 'spec', spec, name: null },
    source: { kind: 'drift', files: accepted.drifted },
  };
}

function assetOf(cause: RejectCause): DraftAsset | null {
  switch (cause) {
    case 'spec':
      return 'spec';
    case 'missing-test':
      return 'test';
    case 'missing-rule':
      return 'rule';
    case 'skill':
      return 'skill';
    case 'bad-luck':
      return null;
    default:
      return cause satisfies never;
  }
}

async function findRecord({ repository }: WorkbenchContext, reference: string): Promise<SessionRecord | Problem> {
  const found = await findSession(repository.commonDir, reference, 'any');
  return 'problem' in found ? found : readSession(repository.commonDir, found.id);
}

function badName(name: string): Problem | null {
  if (isAssetName(name)) return null;
  return {
    problem: `${JSON.stringify(name.slice(0, 80))} is no name for a skill or a rule.`,
    mend: 'Use lowercase letters, digits and single hyphens, such as --name sqlite-dates',
    exit: 2,
  };
}
