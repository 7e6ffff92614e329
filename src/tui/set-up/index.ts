import type { Finding } from '../../core/services.ts';
import { ask, type Deps, during } from '../deps.ts';
import { askInit, askInstall, askModel } from './fixes.ts';

/** Looks at this machine and this folder, as `regent doctor` does. */
export async function examine(deps: Deps): Promise<readonly Finding[]> {
  const { services, cwd } = deps.context;
  const findings = await during(deps, 'looking at this machine', () => services.examine(cwd));
  if (findings) deps.store.setState({ findings });
  return findings ?? [];
}

/** Shows what Regent needs and what it found; what is missing is one key away. */
export async function openSetUp(deps: Deps, why = 'What Regent needs here'): Promise<void> {
  const findings = await examine(deps);
  const missing = findings.findIndex((one) => !one.ok);
  ask(deps, {
    kind: 'choose',
    title: why,
    options: findings.map((one) => [one.name, describe(one)] as const),
    at: Math.max(0, missing),
    run: (name) => {
      const finding = findings.find((one) => one.name === name);
      if (finding) fix(deps, finding);
    },
  });
}

/** What can be done about a finding from here. */
function fix(deps: Deps, finding: Finding): void {
  if (finding.ok) void openSetUp(deps);
  else if (finding.install) askInstall(deps, finding);
  else if (finding.name === 'model') askModel(deps, finding);
  else if (['repository', 'first commit', 'specs'].includes(finding.name)) void askInit(deps);
  else explain(deps, finding);
}

/** Says what only the person can do. */
function explain(deps: Deps, { name, found, mend }: Finding): void {
  ask(deps, { kind: 'confirm', title: name, lines: [found, mend ?? ''], yes: 'back', run: () => void openSetUp(deps) });
}

function describe({ name, ok, needed, found, install, mend }: Finding): string {
  if (ok) return `✓ ${name}: ${found}`;
  const offer = install ? 'enter installs it · ' : mend ? 'enter helps · ' : '';
  return `${needed ? '✗' : '!'} ${name}: ${offer}${found}`;
}
