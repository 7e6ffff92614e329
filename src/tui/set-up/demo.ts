import { ask, type Deps } from '../deps.ts';
import { openDemo, openProject } from '../project.ts';
import { chosenModel, startSession } from '../session/actions.ts';
import { nothingRead } from '../store.ts';

/** Asks which recording to watch, and plays it; from a demo there is a way back too. */
export function askDemo(deps: Deps): void {
  const { bench } = deps.store.getState();
  const isDemo = bench.kind === 'open' && bench.demo !== null;
  ask(deps, {
    kind: 'choose',
    title: `Which recording? It plays in a scratch repository${isDemo ? '; this one is deleted' : ''}`,
    options: [
      ...demos,
      ...(isDemo ? [['', `none: delete this demo, and go back to ${deps.context.cwd}`] as const] : []),
    ],
    at: 0,
    run: (example) => void (example === '' ? leaveDemo(deps) : runDemo(deps, example)),
  });
}

/** The quickest first; how long each takes is the time of its tests. */
const demos: readonly (readonly [example: string, label: string])[] = [
  ['daily-revenue', 'daily-revenue: a view in SQL; takes seconds'],
  ['slugify', 'slugify: a library in TypeScript, in three attempts; takes half a minute'],
  ['wordfreq-js', 'wordfreq-js: a command in JavaScript; takes a minute'],
];

async function runDemo(deps: Deps, example: string): Promise<void> {
  const demo = await openDemo(deps, example);
  if (!demo) return;
  await startSession(deps, demo.spec, { model: chosenModel(deps), causes: ['demo'] });
}

/** Deletes the scratch repository, and goes back to where Regent was started. */
async function leaveDemo(deps: Deps): Promise<void> {
  const { bench } = deps.store.getState();
  if (bench.kind === 'open') await bench.demo?.remove();
  deps.store.setState({ ...nothingRead, bench: { kind: 'opening' }, screen: 'specs' });
  await openProject(deps);
}
