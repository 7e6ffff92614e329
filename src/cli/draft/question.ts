import type { CommandOptions } from '../commands.ts';
import type { Context } from '../context.ts';
import { startDraft } from './start.ts';

/** Drafts a requirement and its test from an open question of a session. */
export function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const [session = '', number = '1'] = args;
  const answer = typeof options.answer === 'string' ? options.answer : null;
  return startDraft(
    context,
    options,
    /^\d{1,4}$/.test(number)
      ? { kind: 'question', session, number: Number(number), answer }
      : {
          problem: `${JSON.stringify(number)} is no number of a question.`,
          mend: `See the questions: regent review ${session}`,
          exit: 2,
        },
  );
}
