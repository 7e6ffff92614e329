import { type Context, isProblem } from '../cli/context.ts';
import type { PlanResult, Problem, Workbench } from '../core/workbench.ts';

/** What the first useful frame needs of the repository, already asked for. */
export interface Early {
  readonly workbench: Promise<Workbench | Problem>;
  /** null where there is no workbench to make it. */
  readonly plan: Promise<PlanResult | Problem | null>;
}

/** Begins to read the repository: git answers while the screens are still being loaded. */
export function readEarly({ services, cwd }: Pick<Context, 'services' | 'cwd'>): Early {
  const workbench = services.openWorkbench(cwd, { plan: true });
  const plan = workbench.then((opened) => (isProblem(opened) ? null : opened.plan()));
  // Whoever awaits it hears of a bug; until then nobody has to.
  plan.catch(() => {});
  return { workbench, plan };
}
