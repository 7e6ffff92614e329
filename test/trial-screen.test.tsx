import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareArms } from '../src/core/trial/compare.ts';
import type { TrialEvent, TrialEventBody } from '../src/core/trial/events.ts';
import { scheduleTrial } from '../src/core/trial/schedule.ts';
import { initialTrial, reduceTrial } from '../src/core/trial/state.ts';
import type { RunningTrial } from '../src/core/trial.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { textOf } from '../src/tui/lines.ts';
import { callPerson } from '../src/tui/notify.ts';
import { createScreens, type Screens } from '../src/tui/store.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { type Reply, runTests, scriptModel } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

/** A trial of two specs, two repeats each, in which the skill helps. */
function trialEvents(): TrialEvent[] {
  const model = { kind: 'live', name: 'claude-opus-5-5' } as const;
  const specs = ['adder', 'totals'];
  const bodies: TrialEventBody[] = [
    {
      type: 'trial-started',
      version: 1,
      trial: 'sums-trial-1',
      regent: '0.1.0',
      subject: { kind: 'skill', name: 'sums', against: null },
      arms: {
        a: { label: 'with sums', model, variant: {} },
        b: { label: 'without sums', model, variant: { withoutSkills: ['sums'] } },
      },
      specs,
      repeats: 2,
      mode: null,
      limits: {},
      totals: { usd: null, tokens: null, minutes: null },
      jobs: 1,
      assets: {},
      fingerprint: '',
      notes: [],
    },
    ...scheduleTrial(specs, 2).map((slot, at): TrialEventBody => {
      const isWith = slot.arm === 'a';
      return {
        type: 'trial-session-ended',
        trial: 'sums-trial-1',
        ...slot,
        session: `session-${at + 1}`,
        outcome: isWith ? 'candidate' : 'limit',
        finished: true,
        verified: isWith,
        attempts: isWith ? 1 : 3,
        turns: 2 + (at % 3),
        usage: { input: 1000 + 10 * at, cacheRead: 0, cacheWrite: 0, output: 100 },
        usd: 0.01,
        minutes: 0.5,
        used: isWith,
        reason: '',
      };
    }),
  ];
  return bodies.map((body, at) => ({ session: 'sums-trial-1', ...body, seq: at + 1, at: '2026-11-27T01:00:00.000Z' }));
}

function trialState(change: Partial<Screens['trial']>): Screens {
  const state = trialEvents().reduce(reduceTrial, initialTrial);
  const initial = createScreens().getState();
  const open = { id: 'sums-trial-1', status: 'done', state, comparison: compareArms(state) } as const;
  return { ...initial, screen: 'trial', trial: { ...initial.trial, page: 'table', open, ...change } };
}

function draw(state: Screens): string[] {
  return drawFrame(state, layoutOf(80, 24)).lines.map((line) => textOf(line).trimEnd());
}

test('a trial is shown side by side, says what the numbers tell, and lists the sessions behind them', () => {
  assert.deepEqual(draw(trialState({})).slice(2, 16), [
    '  ✓ done         sums-trial-1  8 of 8 sessions finished, $0.080',
    '  With sums: verified more often, 100 % against 0 %, by 31 to 100 points.',
    '  With sums: fewer attempts, 1.0 against 3.0, by 2.0.',
    '  It can go either way, as far as 4 pairs tell: turns, tokens, cost, minutes.',
    '  With sums: the agent got its text in 4 of 4 sessions.',
    '',
    '  all specs, 4 pairs',
    '            with sums          without sums       difference (95 %)',
    '> verified  4 of 4             0 of 4             +100 % (+31 % to +100 %)',
    '  attempts  1.0                3.0                -2.0 (-2.0 to -2.0)',
    '  turns     2.5                3.3                -0.8 (-4.2 to +2.7)',
    '  tokens    1.1k               1.1k               +0 (-30 to +30)',
    '  cost      $0.010             $0.010             +$0.000 (+$0.000 to +$0.000)',
    '  minutes   0.50               0.50               +0.00 (+0.00 to +0.00)',
  ]);
  assert.deepEqual(draw(trialState({ page: 'sessions', spec: 'totals', cursor: 1 })).slice(3, 9), [
    '  The sessions behind the numbers of totals; enter opens one in Review.',
    '  result     spec         arm                att. turns tokens cost   min   read',
    '  ✗ limit    totals 1     without sums       3    4     1.1k   $0.010 0.5   no',
    '> ✓ verified totals 1     with sums          1    2     1.1k   $0.010 0.5   yes',
    '  ✓ verified totals 2     with sums          1    2     1.2k   $0.010 0.5   yes',
    '  ✗ limit    totals 2     without sums       3    3     1.2k   $0.010 0.5   no',
  ]);
});

test('whoever may be elsewhere is called when a trial ends, and not when they interrupt it', () => {
  const called = (outcome: 'done' | 'interrupted'): string => {
    const store = createScreens();
    let written = '';
    const write = (bytes: string): void => {
      written += bytes;
    };
    callPerson(store, { how: 'bell', env: {}, lastKey: () => 0, now: () => 60_000, write });
    const ended = { type: 'trial-ended', trial: '', outcome, reason: '', next: '' } as const;
    const run = { id: 'one', state: { ...initialTrial, ended } } as RunningTrial;
    const { trial } = store.getState();
    store.setState({ trial: { ...trial, running: [run] } });
    store.setState({ trial: { ...trial, running: [] } });
    return written;
  };
  assert.deepEqual([called('done'), called('interrupted')], ['\x07', '']);
});

test('from the Skills screen a trial is chosen, confirmed, run and looked into; it survives leaving', {
  timeout: 120_000,
}, async (t) => {
  const project = makeProject({
    ...adderFiles({ frontmatter: 'limits: { attempts: 1 }\nskills: [sums]\n' }),
    'skills/sums/SKILL.md': '---\nname: sums\ndescription: How sums are made\n---\n\nAdd with the plus sign.\n',
  });
  const reply: Reply = (request) => [
    writeAdder(JSON.stringify(request).includes('plus sign') ? right : wrong),
    runTests,
  ];
  const hang: Reply = () => {
    return null;
  };
  const server = await scriptModel([reply, hang, ...Array.from({ length: 20 }, () => reply)]);
  const terminal = openTerminal(project.root, { ...project.env, ...server.env }, { columns: 80, rows: 24 });
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  await terminal.until('> adder', 'new');
  terminal.press('4');
  await terminal.until('How sums are made');
  terminal.press('t');
  await terminal.until('Trial of the skill sums', '[x] adder', 'start  10 sessions');
  terminal.press('jhhhh');
  await terminal.until('start  2 sessions');
  terminal.press('s');
  await terminal.until(
    'Start 2 sessions?',
    'with sums against without sums',
    'At most $4.00',
    'none of them is a candidate',
  );
  terminal.press(enter);
  await terminal.until('▸ running', '1 of 2 sessions finished', '▸ adder 1, without sums');
  terminal.press('1');
  await terminal.until('[1 Specs]', 'Trials ▸1');
  terminal.press('q');
  await terminal.until('1 trial will be interrupted, and can go on.');
  terminal.press(enter);
  assert.equal(await terminal.exited, 0);
  const rest = await regent(project, ['trial', 'list'], { server });
  assert.match(rest.stdout, /interrupted {2}1 of 2 sessions/);
  const again = openTerminal(project.root, { ...project.env, ...server.env }, { columns: 80, rows: 24 });
  t.after(() => again.close());
  await again.until('> adder');
  again.press('4');
  await again.until('How sums are made');
  again.press('T');
  await again.until('[Trials]', '! interrupted', '1/2');
  again.press('c');
  await again.until('✓ done', '2 of 2 sessions finished', 'verified  1 of 1             0 of 1');
  again.press(enter);
  await again.until('The sessions behind the numbers of adder', '✗ limit    adder 1');
  again.press(enter);
  await again.until('[3 Review]', '✓ verified', '[verdict]', '2 of 2 requirements proven');
  again.press('a');
  await again.until('it compares, and is');
  again.press('\x1b');
  await again.until('[Trials]', 'The sessions behind the numbers of adder');
});
