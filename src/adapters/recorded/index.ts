import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Model, ModelEvent, ModelRequest, Reply, ReplyBlock } from '../../core/ports.ts';

export { type ReadRecording, type Recording, readRecording } from './read.ts';

/** One answer of a session's log: the `model-replied` event of that turn. */
export interface RecordedReply extends Reply {
  readonly turn: number;
}

export interface RecordedOptions {
  /** Milliseconds between pieces of text, so that a demonstration looks alive. None unless told. */
  readonly paceMs?: number | undefined;
}

/** About as much as a model sends at a time. */
const pieceLength = 24;

/**
 * Answers each turn with what was answered then, tokens and cost included. What was not recorded is a failure and not
 * a guess: a turn beyond the recording, or one whose conversation holds other replies than those recorded before it.
 */
export function recordedModel(replies: readonly RecordedReply[], { paceMs = 0 }: RecordedOptions = {}): Model {
  const byTurn = new Map(replies.map((reply) => [reply.turn, reply]));
  return {
    name: `recorded:${replies[0]?.model ?? 'nothing'}`,
    kind: 'recorded',
    async *reply(request, signal) {
      const recorded = byTurn.get(request.turn);
      const problem = recorded ? differs(request, replies) : beyondEnd(request.turn, replies);
      if (problem || !recorded) {
        yield notRecorded(problem ?? '');
        return;
      }
      for (const event of pieces(recorded.content)) {
        if (signal.aborted) break;
        yield event;
        if (paceMs > 0) await delay(paceMs, undefined, { signal }).catch(() => {});
      }
      const { turn: _, ...reply } = recorded;
      yield signal.aborted ? interrupted() : { type: 'reply', reply };
    },
  };
}

function* pieces(content: readonly ReplyBlock[]): Generator<ModelEvent> {
  for (const block of content) {
    if (block.type === 'tool_use') yield { type: 'tool', name: block.name };
    if (block.type !== 'text') continue;
    // By code points, so that no piece ends within a character.
    const characters = Array.from(block.text);
    for (let start = 0; start < characters.length; start += pieceLength) {
      yield { type: 'text', text: characters.slice(start, start + pieceLength).join('') };
    }
  }
}

/** Compares what the model itself said before; results of tools may differ in times and paths. */
function differs({ turn, messages }: ModelRequest, replies: readonly RecordedReply[]): string | undefined {
  const said = messages.flatMap(({ role, content }) => (role === 'assistant' ? [content] : []));
  const recorded = replies.filter((reply) => reply.turn < turn).map(({ content }) => content.filter(isKept));
  const expected = recorded.filter((content) => content.length > 0);
  if (
    isDeepStrictEqual(
      said.map((content) => content.filter(isKept)),
      expected,
    )
  )
    return undefined;
  return `the conversation before turn ${turn} is not the recorded one`;
}

/** A conversation leaves blank text out. */
function isKept(block: { readonly type: string; readonly text?: string }): boolean {
  return block.type !== 'text' || block.text?.trim() !== '';
}

function beyondEnd(turn: number, replies: readonly RecordedReply[]): string {
  return `the recording has ${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}, and none for turn ${turn}`;
}

function notRecorded(message: string): ModelEvent {
  const mend =
    'something differs from when it was recorded: the spec, its tests, the tools here, or what was asked in between; ask a live model (--model), and its session is a new recording';
  return { type: 'failure', cause: 'not-recorded', message, mend };
}

function interrupted(): ModelEvent {
  return {
    type: 'failure',
    cause: 'interrupted',
    message: 'the request was interrupted',
    mend: 'resume the session to go on',
  };
}
