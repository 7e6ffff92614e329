import type { Key } from 'ink';

type Handle = (input: string, key: Key) => void;

/**
 * Leaves out what a terminal answers (OSC and DCS, as to a question about its colours): it comes among what is typed, also
 * to whoever didn't ask, and its letters are no commands. Ink takes an answer apart; its pieces come at once, and end with
 * ST or BEL. A key that an answer only begins like is handed on when nothing came with it.
 */
export function withoutAnswers(handle: Handle): Handle {
  let answer: { hasMore: boolean } | null = null;
  return (input, key) => {
    if (answer) {
      answer.hasMore = true;
      const [, behind] = input.split('\x07', 2);
      if (behind !== undefined || (key.meta && input === '\\')) answer = null;
      if (behind) handle(behind, key);
    } else if (key.meta && (input === ']' || input === 'P')) {
      const begun = { hasMore: false };
      answer = begun;
      setImmediate(() => {
        if (answer === begun) answer = null;
        if (!begun.hasMore) handle(input, key);
      });
    } else handle(input, key);
  };
}
