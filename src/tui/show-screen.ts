import type { Deps } from './deps.ts';
import { readElsewhere } from './history/read.ts';
import { readRules } from './rules/actions.ts';
import { readSkills } from './skills/actions.ts';
import type { Screen, Screens } from './store.ts';
import { readTrials } from './trial/actions.ts';

/** Goes to a screen, and reads anew what only that screen shows. */
export async function showScreen(deps: Deps, screen: Screen): Promise<void> {
  deps.store.setState({ screen });
  await readFor(deps, screen);
}

/** Whether what a screen shows was never read: what could be done there is not known yet. */
export function isUnread({ bench, skills, rules, trial }: Screens, screen: Screen): boolean {
  if (bench.kind !== 'open') return false;
  const lists: Partial<Record<Screen, unknown>> = { skills: skills.list, rules: rules.list, trial: trial.list };
  return lists[screen] === null;
}

/** Reads what only this screen shows. */
export async function readFor(deps: Deps, screen: Screen): Promise<void> {
  if (screen === 'skills') await readSkills(deps);
  if (screen === 'rules') await readRules(deps);
  if (screen === 'history') await readElsewhere(deps);
  if (screen === 'trial') await readTrials(deps);
}
