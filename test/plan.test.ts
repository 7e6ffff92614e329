import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetDigests, Lock } from '../src/core/lock.ts';
import type { BuiltSpec, Cause, PlannedSpec } from '../src/core/plan.ts';
import { planProject } from '../src/core/plan.ts';

const assets: AssetDigests = {
  spec: '1',
  contract: { 'contract/x.d.ts': '1' },
  tests: { 'tests/a.js': '1' },
  holdout: { 'holdout/a.js': '1' },
  probe: { 'probe/a.json': '1' },
  include: { 'data.csv': '1' },
  rules: { style: '1' },
  skills: { node: '1' },
  dependencies: { y: '1' },
};
const outputs = { 'src/x/a.js': '1', 'src/x/b.js': '1' };

function locked(name: string, changes: Partial<Lock> = {}): Lock {
  const build = { session: 's1', attempt: 1, model: 'm', regent: '0' };
  return { version: 1, spec: name, assets, environment: {}, outputs, tests: ['R1'], build, ...changes };
}

function planned(name: string, changes: Partial<BuiltSpec> = {}, depends: string[] = []): PlannedSpec {
  const built = { assets, lock: locked(name), outputs: new Map(Object.entries(outputs)), ...changes };
  return { spec: { name, depends }, built };
}

function causes(changes: Partial<BuiltSpec>): readonly Cause[] {
  return planProject({ specs: [planned('x', changes)] }).entries[0]!.causes;
}

test('a spec whose assets and outputs are as locked needs nothing', () => {
  const plan = planProject({ specs: [planned('x')] });
  assert.deepEqual(plan.entries, [{ spec: 'x', causes: [], needs: 'nothing', order: 0, drift: [] }]);
});

test('each changed asset is a cause of its own', () => {
  const cases: [Partial<AssetDigests>, Cause[]][] = [
    [{ spec: '2' }, ['spec']],
    [{ contract: { 'contract/x.d.ts': '2' } }, ['contract']],
    [{ contract: {} }, ['contract']],
    [{ tests: { 'tests/a.js': '1 755' } }, ['tests']],
    [{ tests: { ...assets.tests, 'tests/b.js': '1' } }, ['tests']],
    [{ holdout: {} }, ['tests']],
    [{ probe: {} }, []],
    [{ include: { 'data.csv': '2' } }, ['include data.csv']],
    [{ rules: { style: '2', tone: '1' } }, ['rule style', 'rule tone']],
    [{ skills: {} }, ['skill node']],
    [{ dependencies: { y: '2' } }, ['dependency y contract']],
    [{ spec: '2', tests: {}, rules: {} }, ['spec', 'tests', 'rule style']],
  ];
  for (const [change, expected] of cases) assert.deepEqual(causes({ assets: { ...assets, ...change } }), expected);
});

test('a spec without a lock is new, whatever else there is', () => {
  const plan = planProject({ specs: [{ spec: { name: 'x', depends: [] }, built: null }] });
  assert.deepEqual(plan.entries[0]?.causes, ['new']);
});

test('outputs that were changed, added or in part deleted have drifted; all gone, they are missing', () => {
  const drift = (files: Record<string, string>) => {
    const [entry] = planProject({ specs: [planned('x', { outputs: new Map(Object.entries(files)) })] }).entries;
    return [entry!.causes, entry!.drift];
  };
  assert.deepEqual(drift({ ...outputs, 'src/x/a.js': '2' }), [['drifted'], ['src/x/a.js']]);
  assert.deepEqual(drift({ ...outputs, 'src/x/c.js': '1' }), [['drifted'], ['src/x/c.js']]);
  assert.deepEqual(drift({ 'src/x/a.js': '1' }), [['drifted'], ['src/x/b.js']]);
  assert.deepEqual(drift({}), [['missing'], ['src/x/a.js', 'src/x/b.js']]);
  assert.deepEqual(drift({ constructor: '1', ...outputs }), [['drifted'], ['constructor']]);
});

test('specs are ordered dependencies first, then by name; a circle and an unknown name do no harm', () => {
  const order = (...specs: PlannedSpec[]) => planProject({ specs }).entries.map((entry) => entry.spec);
  assert.deepEqual(order(planned('a', {}, ['c']), planned('b'), planned('c', {}, ['d']), planned('d')), [
    'd',
    'c',
    'a',
    'b',
  ]);
  assert.deepEqual(order(planned('b', {}, ['a']), planned('a', {}, ['b', 'nowhere'])), ['b', 'a']);
  assert.deepEqual(order(planned('a', {}, ['a'])), ['a']);
  const chain = Array.from({ length: 20_000 }, (_, index) => planned(`s${index}`, {}, [`s${index + 1}`]));
  assert.equal(order(...chain)[0], 's19999');
});

test('a lock without a spec is listed with the outputs that it left', () => {
  const orphan = { spec: 'old', causes: ['orphaned'] as const, lock: 'specs/old/spec.lock', outputs: ['src/old.js'] };
  assert.deepEqual(planProject({ specs: [], orphans: [orphan] }), { entries: [], orphans: [orphan] });
});
