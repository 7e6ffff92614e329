import type { ProjectConfig } from '../../core/config.ts';
import { resolveModelSettings } from '../../core/model-settings.ts';
import type { Model } from '../../core/ports.ts';
import type { UserSettings } from '../../core/user-settings.ts';
import type { ModelChoice, Problem } from '../../core/workbench.ts';

export interface ChosenModel {
  readonly model: Model;
  readonly effort: string | undefined;
  readonly maxTokens: number;
  /** Whether what it costs is known. */
  readonly isPriced: boolean;
  /** Starts loading what the first request needs. */
  preload(): void;
}

/** Returns the model that was asked for, or why it can't be asked. Nothing is sent. */
export async function chooseModel(
  choice: ModelChoice,
  env: NodeJS.ProcessEnv,
  user: UserSettings,
  project: ProjectConfig,
): Promise<ChosenModel | Problem> {
  const flags =
    choice.kind === 'live' ? { model: choice.name, effort: choice.effort, maxTokens: choice.maxTokens } : {};
  const settings = resolveModelSettings({ flags, env, user, project });
  const effort = settings.effort.value ?? undefined;
  const maxTokens = settings.maxTokens.value;
  if (choice.kind === 'recorded') {
    const { readRecording, recordedModel } = await import('../recorded/index.ts');
    const read = await readRecording(choice.file);
    if (!read.ok) return { problem: read.message, mend: read.mend };
    const model = recordedModel(read.recording.replies, { paceMs: choice.paceMs });
    return { model, effort: undefined, maxTokens, isPriced: true, preload: () => {} };
  }
  const [{ anthropicModel, endpointProblem, readEndpoint }, { createPrices }] = await Promise.all([
    import('../anthropic/index.ts'),
    import('../prices/index.ts'),
  ]);
  const endpoint = readEndpoint(env, user.baseUrl === undefined ? {} : { baseUrl: user.baseUrl });
  const problem = endpointProblem(endpoint);
  if (problem)
    return { problem: `The model can't be asked: ${problem.message}.`, mend: problem.mend, missing: 'model' };
  const prices = createPrices(user.prices);
  const model = anthropicModel({
    ...endpoint,
    model: settings.model.value,
    prices,
  });
  const isPriced = prices.find(settings.model.value) !== null;
  return { model, effort, maxTokens, isPriced, preload: () => void model.preload() };
}
