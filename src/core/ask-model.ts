import type { ModelFailed, ModelReplied, ModelRetry, ModelText, ModelTool } from './events.ts';
import type { Model, ModelRequest } from './ports.ts';

/** What comes of asking a model once, in the words of the log. */
export type ModelAnswered = ModelText | ModelTool | ModelRetry | ModelReplied | ModelFailed;

/**
 * Asks the model for its next turn and tells what comes of it: the pieces as they stream, tries again, and last the whole
 * reply or the failure. `attempt`: the one that the turn belongs to. What fails because of an interruption is no failure.
 */
export async function* askModel(
  model: Model,
  request: ModelRequest,
  attempt: number,
  signal: AbortSignal,
): AsyncGenerator<ModelAnswered, void, void> {
  const { turn } = request;
  for await (const event of model.reply(request, signal)) {
    switch (event.type) {
      case 'text':
        yield { type: 'model-text', turn, attempt, text: event.text };
        break;
      case 'tool':
        yield { type: 'model-tool', turn, attempt, name: event.name };
        break;
      case 'retry': {
        const { cause, message, waitMs, tries } = event;
        yield { type: 'model-retry', turn, attempt, cause, message, waitMs, tries };
        break;
      }
      case 'reply':
        yield { type: 'model-replied', turn, attempt, ...event.reply };
        return;
      case 'failure': {
        if (signal.aborted) return;
        const { cause, message, mend } = event;
        yield { type: 'model-failed', turn, attempt, cause, message, mend };
        return;
      }
      default:
        event satisfies never;
    }
  }
}
