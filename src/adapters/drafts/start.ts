import { randomBytes } from 'node:crypto';
import type { DraftEvent, DraftEventBody, DraftStarted } from '../../core/draft/events.ts';
import { type DraftPorts, draftChange } from '../../core/draft/loop.ts';
import { DRAFT_LIMITS, type DraftOptions, type DraftRequest, type RunningDraft } from '../../core/draft/port.ts';
import type { Sandbox } from '../../core/ports.ts';
import type { Problem } from '../../core/workbench.ts';
import { version } from '../../version.ts';
import { loadConfig } from '../assets/index.ts';
import { openLog } from '../log/index.ts';
import { chooseModel } from '../workbench/choose-model.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { chooseSandbox } from '../workbench/sandbox.ts';
import { clock } from '../workbench/session-ports.ts';
import { aimDraft } from './aim.ts';
import { checkDraft, type DraftAim } from './check.ts';
import { openConversation } from './material.ts';
import { proveDraft } from './prove.ts';
import { runDraft } from './run.ts';
import { draftFile, inUse, makeDraftFolder, readDraft } from './store.ts';

/** Starts a draft. Nothing is sent before it is sure that what the draft needs is there. */
export async function startDraft(
  context: WorkbenchContext,
  request: DraftRequest,
  options: DraftOptions,
): Promise<RunningDraft | Problem> {
  const aim = await aimDraft(context, request);
  if ('problem' in aim) return aim;
  const tools = await readyDraft(context, aim, options);
  if ('problem' in tools) return tools;
  // Read once before the log begins: what can't be told from then on is no draft.
  const opened = await openConversation(context, aim);
  if ('problem' in opened) return opened;
  const { chosen, sandbox } = tools;
  const id = `d-${aim.scope.spec ?? aim.scope.name ?? aim.scope.asset}-${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  const folder = await makeDraftFolder(context.repository.commonDir, id);
  const log = await openLog<DraftEventBody>(folder, draftFile, id, clock);
  if ('inUseBy' in log) return inUse(id, log.inUseBy);
  const started: DraftStarted = {
    type: 'draft-started',
    version: 1,
    regent: version,
    ...aim,
    model: chosen.model.name,
    modelKind: chosen.model.kind,
    ...(chosen.isPriced ? {} : { unpriced: true as const }),
    ...(chosen.effort ? { effort: chosen.effort } : {}),
    maxTokens: chosen.maxTokens,
    limits: { ...DRAFT_LIMITS, ...options.limits },
    sandbox: sandbox?.name ?? null,
  };
  const ports: DraftPorts = { ...portsFor(context, id, aim, tools), open: async () => opened };
  return runDraft({
    id,
    log: log.log,
    events: [],
    first: started,
    loop: (draft, signal) => draftChange(draft, ports, signal),
    clock,
  });
}

/** Goes on with a draft that was cut off, interrupted, or reached a limit. */
export async function resumeDraft(
  context: WorkbenchContext,
  id: string,
  options: DraftOptions,
): Promise<RunningDraft | Problem> {
  const record = await readDraft(context.repository.commonDir, id);
  if ('problem' in record) return record;
  const { summary, state } = record;
  if (summary.status !== 'crashed' && summary.status !== 'ended') {
    const mend =
      summary.status === 'waiting' ? `Decide about it: regent draft show ${id}` : 'List the drafts: regent draft list';
    return { problem: `Draft ${id} is ${summary.status}, so there is nothing to go on with.`, mend };
  }
  const aim: DraftAim = { scope: summary.scope, source: summary.source };
  const model =
    options.model.kind === 'live' && options.model.name === undefined
      ? { ...options.model, name: state.model }
      : options.model;
  const tools = await readyDraft(context, aim, { ...options, model });
  if ('problem' in tools) return tools;
  const opened = state.opened ?? (await openConversation(context, aim));
  if ('problem' in opened) return opened;
  const folder = await makeDraftFolder(context.repository.commonDir, id);
  const log = await openLog<DraftEventBody>(folder, draftFile, id, clock);
  if ('inUseBy' in log) return inUse(id, log.inUseBy);
  const ports: DraftPorts = { ...portsFor(context, id, aim, tools), open: async () => opened };
  return runDraft({
    id,
    log: log.log,
    events: log.events as DraftEvent[],
    first: {
      type: 'draft-resumed',
      limits: { ...state.limits, ...options.limits },
      model: tools.chosen.model.name,
      modelKind: tools.chosen.model.kind,
      maxTokens: tools.chosen.maxTokens,
      repairs: log.repairs,
    },
    loop: (draft, signal) => draftChange(draft, ports, signal),
    clock,
  });
}

/** The sandbox that a draft of this kind needs; null where it runs nothing. */
export async function sandboxFor(
  { user }: WorkbenchContext,
  { scope }: Pick<DraftAim, 'scope'>,
  isAllowedOff: boolean,
): Promise<Sandbox | null | Problem> {
  return scope.asset === 'skill' ? null : chooseSandbox(user, isAllowedOff);
}

async function readyDraft(context: WorkbenchContext, aim: DraftAim, options: DraftOptions) {
  const { config } = loadConfig(context.repository.root);
  const [chosen, sandbox] = await Promise.all([
    chooseModel(options.model, context.env, context.user, config),
    sandboxFor(context, aim, options.allowNoSandbox === true),
  ]);
  if ('problem' in chosen) return chosen;
  if (sandbox !== null && 'problem' in sandbox) return sandbox;
  chosen.preload();
  return { chosen, sandbox };
}

function portsFor(
  context: WorkbenchContext,
  id: string,
  aim: DraftAim,
  { chosen, sandbox }: { chosen: { model: DraftPorts['model'] }; sandbox: Sandbox | null },
): Omit<DraftPorts, 'open'> {
  return {
    model: chosen.model,
    check: async (wanted) => checkDraft(context.repository.root, aim, wanted),
    prove: (files, signal) => proveDraft(context, id, aim, files, sandbox, signal),
    clock,
  };
}
