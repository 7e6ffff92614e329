import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { services } from '../src/services.ts';
import type { Binding } from '../src/tui/binding.ts';
import type { Deps } from '../src/tui/deps.ts';
import { pressKey } from '../src/tui/input.ts';
import { keymap } from '../src/tui/keymap.ts';
import { openProject } from '../src/tui/project.ts';
import { openReview } from '../src/tui/review/actions.ts';
import { startSession, stopAll } from '../src/tui/session/actions.ts';
import { createScreens, type Screens, screens } from '../src/tui/store.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';

/** A project in which there is something of everything, as it is seen from each screen. */
async function openAll(t: { after(work: () => unknown): void }) {
  const project = makeProject({
    ...adderFiles({ name: 'accepted' }),
    ...adderFiles({ name: 'new' }),
    ...adderFiles({ name: 'waiting' }),
    'rules/one.md': '---\ndescription: One rule\n---\nWrite it plainly.\n',
    'rules/two.md': '---\ndescription: Another rule\n---\nWrite it shortly.\n',
  });
  const server = await scriptModel([
    [writeAdder(right, 'accepted'), runTests],
    [writeAdder(right, 'waiting'), runTests],
    () => null,
  ]);
  Object.assign(process.env, project.env, server.env, { EDITOR: 'true', VISUAL: '' });
  await regent(project, ['run', 'accepted'], { server });
  await regent(project, ['accept', 'accepted']);
  await regent(project, ['run', 'waiting'], { server });
  const touched = { terminal: 0 };
  const touch = (): void => {
    touched.terminal += 1;
  };
  const deps: Deps = {
    store: createScreens(),
    context: { cwd: project.root, env: process.env, services, signal: new AbortController().signal },
    terminal: {
      size: () => ({ columns: 80, rows: 24 }),
      drawn: async () => {},
      suspend: async () => touch(),
      exit: touch,
    },
  };
  t.after(async () => {
    await stopAll(deps);
    await server.close();
    project.remove();
  });
  await openProject(deps);
  return { deps, touched };
}

test('each key of the table does something, or says in a sentence why it can not now', {
  timeout: 120_000,
}, async (t) => {
  const { deps, touched } = await openAll(t);
  const { store } = deps;
  const scenes: Screens[] = [];
  const scene = (change: Partial<Screens>): void => {
    store.setState({ ...change, notice: null, dialog: null, busy: null });
    scenes.push(store.getState());
  };
  const at = (spec: string) => ({ specs: { ...store.getState().specs, cursor: spec } });
  for (const spec of ['new', 'accepted', 'waiting']) scene({ screen: 'specs', ...at(spec) });
  for (const spec of ['accepted', 'waiting']) {
    const session = store.getState().sessions?.find((one) => one.spec === spec);
    await openReview(deps, session?.id ?? '');
    await settled(store);
    scene({ screen: 'review' });
  }
  for (const [key, screen] of [
    ['4', 'skills'],
    ['5', 'rules'],
    ['6', 'history'],
  ] as const) {
    pressKey(deps, key);
    await settled(store);
    scene({ screen });
  }
  await startSession(deps, 'new', { model: { kind: 'live' } });
  await settled(store);
  scene({ screen: 'session' });

  const working = new Set<string>();
  const silent: string[] = [];
  for (const before of scenes) {
    for (const one of keymap.filter(({ where }) => where === before.screen || where === 'everywhere')) {
      const [key = ''] = one.keys;
      // Some keys lead out of where tab leads in.
      for (const first of ['', 'tab']) {
        const outcome = await press(key, one, before, first);
        if (outcome === 'works') working.add(one.name);
        if (outcome !== 'silent') break;
        if (first !== '') silent.push(`${before.screen} ${key} (${one.name})`);
      }
    }
  }
  assert.deepEqual(
    silent.filter((one) => !working.has(/\((.*)\)/.exec(one)?.[1] ?? '')),
    [],
  );
  // Nothing of this is asserted for keys that no scene can use; but the scenes must not be empty shells.
  const own = (screen: string) => keymap.filter((one) => one.where === screen && working.has(one.name)).length;
  for (const screen of screens) assert.ok(own(screen) >= 5, `${screen}: only ${own(screen)} of its keys do something`);

  /** Presses a key in a scene, and says what came of it. */
  async function press(
    key: string,
    one: Binding,
    before: Screens,
    first: string,
  ): Promise<'works' | 'refused' | 'silent'> {
    store.setState({ ...before, live: store.getState().live }, true);
    if (first !== '') {
      pressKey(deps, first);
      await settled(store);
    }
    const reason = one.disabled?.(store.getState()) ?? null;
    const start = { state: store.getState(), touched: touched.terminal };
    const changed = (): boolean => store.getState() !== start.state || touched.terminal !== start.touched;
    const shares = keymap.some(
      (other) => other !== one && other.keys.includes(key) && [one.where, 'everywhere'].includes(other.where),
    );
    pressKey(deps, key);
    if (reason !== null) {
      if (!shares)
        assert.match(store.getState().notice?.text ?? '', /^.+[.!?]$/s, `${before.screen} ${key} (${one.name})`);
      return 'refused';
    }
    for (let wait = 0; wait < 10 && !changed(); wait++) await delay(20);
    await settled(store);
    return changed() ? 'works' : 'silent';
  }
});

/** Waits until nothing is being done any more. */
async function settled(store: Deps['store']): Promise<void> {
  do await delay(10);
  while (store.getState().busy !== null);
}
