import type { LimitName } from '../events.ts';
import type { ToolUseBlock } from '../ports.ts';
import { totalTokens } from '../state.ts';
import type { DraftFile } from './events.ts';
import type { DraftState } from './state.ts';

/** What the drafting does next. */
export type DraftStep =
  | { readonly do: 'open' }
  | { readonly do: 'ask' }
  | { readonly do: 'check'; readonly call: ToolUseBlock }
  | { readonly do: 'prove'; readonly files: readonly DraftFile[] }
  | { readonly do: 'tell'; readonly call: string | null; readonly text: string }
  | { readonly do: 'limit'; readonly limit: LimitName; readonly used: number; readonly allowed: number }
  | {
      readonly do: 'end';
      readonly outcome: 'ready' | 'nothing' | 'limit' | 'failed';
      readonly reason: string;
    };

/** How often in a row the model may reply without a proposal. */
const patience = 2;

/** Returns the next step: a function of the log alone, so that a draft goes on after a crash just where it stopped. */
export function nextDraftStep(state: DraftState): DraftStep {
  const { proposal, refused, limits, limit } = state;
  if (state.opened === null) return { do: 'open' };
  if (limit !== null) return { do: 'end', outcome: 'limit', reason: `The limit on ${limit.limit} is reached.` };
  const isLast = state.proposals >= limits.attempts;
  const [call] = state.calls;
  if (call === undefined) return isLast ? lastProposal(state) : betweenTurns(state);
  if (refused?.call === call.id) {
    return isLast ? lastProposal(state) : { do: 'tell', call: call.id, text: describeProblems(refused.problems) };
  }
  if (proposal?.call !== call.id) return { do: 'check', call };
  if (proposal.files.length === 0) return { do: 'end', outcome: 'nothing', reason: proposal.reason };
  if (proposal.proof === null) return { do: 'prove', files: proposal.files };
  if (proposal.proof.tells || isLast) return lastProposal(state);
  const text = `${proposal.proof.says} Propose again, or the same once more with what a person should know in \`reason\`.`;
  return { do: 'tell', call: call.id, text };
}

function lastProposal({ proposal, refused }: DraftState): DraftStep {
  if (proposal && proposal.files.length > 0)
    return { do: 'end', outcome: 'ready', reason: proposal.proof?.says ?? 'The draft is valid.' };
  const why = refused ? ` ${refused.problems[0] ?? ''}` : '';
  return { do: 'end', outcome: 'failed', reason: `No proposal was a valid change.${why}` };
}

function betweenTurns(state: DraftState): DraftStep {
  const isIdle = state.asked === state.replied && state.replied > 0 && state.pending.length === 0;
  if (!isIdle) return limitStep(state) ?? { do: 'ask' };
  if (state.lastStop === 'refusal')
    return { do: 'end', outcome: 'failed', reason: 'The model refused to draft this change.' };
  if (state.lastStop === 'context_full')
    return { do: 'end', outcome: 'failed', reason: "The conversation is longer than the model's context." };
  if (state.idle >= patience)
    return { do: 'end', outcome: 'failed', reason: `The model replied ${patience} times without a proposal.` };
  if (state.lastStop === 'pause_turn' || state.lastStop === null) return limitStep(state) ?? { do: 'ask' };
  const text =
    state.lastStop === 'max_tokens'
      ? 'Your reply was cut off because it reached the limit on tokens. Call propose; use edits for files that are there.'
      : 'Nothing was proposed. Call propose with the files of the draft, or with none if nothing should change.';
  return { do: 'tell', call: null, text };
}

function limitStep({ limits, workedMs, usd, usage }: DraftState): DraftStep | null {
  const minutes = workedMs / 60_000;
  const tokens = totalTokens(usage);
  if (minutes >= limits.minutes) return { do: 'limit', limit: 'minutes', used: minutes, allowed: limits.minutes };
  if (limits.usd !== null && usd !== null && usd >= limits.usd)
    return { do: 'limit', limit: 'usd', used: usd, allowed: limits.usd };
  if (limits.tokens !== null && tokens >= limits.tokens)
    return { do: 'limit', limit: 'tokens', used: tokens, allowed: limits.tokens };
  return null;
}

function describeProblems(problems: readonly string[]): string {
  return `The proposal is no valid change:\n${problems.map((one) => `- ${one}`).join('\n')}\nNothing is kept of it: propose the whole draft again.`;
}
