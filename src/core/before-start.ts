import type { Spec } from './asset.ts';
import type { SessionSummary } from './workbench.ts';

/** What a person should know before a session of a spec starts: it costs, and may not be what they want. */
export interface BeforeStart {
  readonly spec: string;
  /** Sessions of it that run already, in whatever window or work tree. */
  readonly running: readonly Pick<SessionSummary, 'id'>[];
  /** Outputs that were changed by hand since the accept. */
  readonly drift: readonly string[];
  /** What the spec says, unless a start says another. */
  readonly mode: Spec['mode'];
}

/** Says it in sentences, for a session in this mode; none where nothing is out of the ordinary. */
export function explainStart({ spec, running, drift, ...said }: BeforeStart, mode = said.mode): string[] {
  const [first] = running;
  const more = running.length > 1 ? ` and ${running.length - 1} more` : '';
  const seen = mode === 'revise' ? 'The agent goes on from that' : 'The agent sees nothing of that';
  const files = `${drift.slice(0, 3).join(', ')}${drift.length > 3 ? ` and ${drift.length - 3} more` : ''}`;
  return [
    ...(first ? [`A session of ${spec} runs already (${first.id}${more}); another starts beside it.`] : []),
    ...(drift.length > 0
      ? [
          `Changed by hand since the accept: ${files}. ${seen}; an accept replaces what is committed of it, and is refused while some of it is not.`,
        ]
      : []),
  ];
}
