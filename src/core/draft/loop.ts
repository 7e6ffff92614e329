import { askModel } from '../ask-model.ts';
import type { Model } from '../ports.ts';
import type { DraftEventBody, DraftFile, DraftOpened, DraftOutcome, DraftProof } from './events.ts';
import { parseProposal, type WantedFile } from './propose.ts';
import { type DraftState, draftConversation } from './state.ts';
import { nextDraftStep } from './step.ts';

export type DraftEvents = AsyncGenerator<DraftEventBody, void, void>;

/** What drafting needs besides the log. */
export interface DraftPorts {
  readonly model: Model;
  /** Makes the conversation's beginning. */
  open(): Promise<DraftOpened>;
  /** Lays a proposal over the assets as they are, and finds all that is wrong with it. Changes nothing. */
  check(files: readonly WantedFile[]): Promise<CheckedDraft>;
  /** Runs the drafted tests with code that is there, in the sandbox. */
  prove(files: readonly DraftFile[], signal: AbortSignal): Promise<DraftProof>;
  readonly clock: { now(): number };
}

export type CheckedDraft =
  | { readonly files: readonly DraftFile[]; readonly notes: readonly string[] }
  | { readonly problems: readonly string[] };

/**
 * Drafts a change: asks the model, checks what it proposes, runs the tests in it; until there is a proposal to decide
 * about. As with a session, whoever iterates appends each event to the log, and updates `draft.state`, before asking for
 * the next: a reply that was paid for is never asked for again.
 */
export async function* draftChange(
  draft: { readonly state: DraftState },
  ports: DraftPorts,
  signal: AbortSignal,
): DraftEvents {
  for (;;) {
    if (signal.aborted) return yield stopped(draft.state, ports, signal);
    const step = nextDraftStep(draft.state);
    switch (step.do) {
      case 'open':
        yield await ports.open();
        break;
      case 'ask':
        yield* ask(draft, ports, signal);
        if (draft.state.failure && !signal.aborted) {
          const { cause, message, mend } = draft.state.failure;
          return yield ended(draft.state, ports, 'failed', `The model could not be asked (${cause}): ${message}`, mend);
        }
        break;
      case 'check': {
        const { call } = step;
        const wanted = parseProposal(call);
        const checked = 'problems' in wanted ? wanted : await ports.check(wanted.files);
        if ('problems' in checked) yield { type: 'draft-refused', call: call.id, problems: checked.problems };
        else if (!('problems' in wanted))
          yield { type: 'draft-proposed', call: call.id, ...checked, reason: wanted.reason };
        break;
      }
      case 'prove': {
        const proof = await ports.prove(step.files, signal);
        if (!signal.aborted) yield { type: 'draft-tested', proof };
        break;
      }
      case 'tell':
        yield { type: 'draft-told', call: step.call, text: step.text, isError: step.call !== null };
        break;
      case 'limit':
        yield { type: 'limit-reached', limit: step.limit, used: step.used, allowed: step.allowed };
        break;
      case 'end':
        return yield ended(draft.state, ports, step.outcome, step.reason);
      default:
        return step satisfies never;
    }
  }
}

async function* ask(draft: { readonly state: DraftState }, ports: DraftPorts, signal: AbortSignal): DraftEvents {
  const { state } = draft;
  if (!state.opened) return;
  const turn = state.replied + 1;
  const attempt = state.proposals + 1;
  const messages = draftConversation(state);
  if (state.asked < turn) yield { type: 'model-asked', turn, attempt };
  const request = {
    turn,
    idempotencyKey: `${state.id}-${draft.state.askedSeq}`,
    system: state.opened.system,
    tools: state.opened.tools,
    messages,
    maxTokens: state.maxTokens,
    effort: state.started?.effort,
  };
  for await (const event of askModel(ports.model, request, attempt, signal)) {
    // Nobody watches a draft being written.
    if (event.type !== 'model-text' && event.type !== 'model-tool') yield event;
  }
}

function stopped(state: DraftState, ports: DraftPorts, signal: AbortSignal): DraftEventBody {
  if (signal.reason === 'deadline') return ended(state, ports, 'limit', 'The limit on minutes is reached.');
  return ended(state, ports, 'interrupted', 'Interrupted.');
}

/** Returns the drafting's last event, with what it came to. */
export function ended(
  state: DraftState,
  { clock }: Pick<DraftPorts, 'clock'>,
  outcome: DraftOutcome,
  reason: string,
  next = nextOf(state, outcome),
): DraftEventBody {
  const working = state.lastAt === null ? 0 : Math.max(0, clock.now() - state.lastAt);
  return {
    type: 'draft-ended',
    outcome,
    reason,
    next,
    turns: state.replied,
    usage: state.usage,
    usd: state.usd,
    minutes: Math.round((state.workedMs + working) / 600) / 100,
  };
}

function nextOf({ id, limit }: DraftState, outcome: DraftOutcome): string {
  switch (outcome) {
    case 'ready':
      return `regent draft show ${id}, then regent draft accept ${id}, edit ${id} or discard ${id}`;
    case 'nothing':
      return 'nothing was proposed, so there is nothing to accept; write the change yourself if it is wanted';
    case 'limit':
      return `regent draft resume ${id} --${limit?.limit ?? 'minutes'} N`;
    case 'interrupted':
      return `regent draft resume ${id}`;
    case 'failed':
      return `regent draft resume ${id}, with another --model or more --attempts; or make the change yourself`;
    default:
      return outcome satisfies never;
  }
}
