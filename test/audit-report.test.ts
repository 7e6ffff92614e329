import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Audit } from '../src/core/audit/audit.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';
import { readPage } from './support/read-page.ts';

test('the report without a session is the audit: what is in force, who let it in, what was turned down, cost, and what nothing proves', {
  timeout: 120_000,
}, async (t) => {
  const loose = adderFiles({ name: 'loose' });
  const spec = 'specs/loose/spec.md';
  const project = makeProject({
    ...adderFiles(),
    ...loose,
    [spec]: `${loose[spec]}- **R3** Nobody tests <i>this</i>.\n`,
    ...adderFiles({ name: 'unbuilt' }),
  });
  project.git('config', 'user.email', 'ada@example.org');
  const as = (name: string) => project.git('config', 'user.name', name);
  const server = await scriptModel([
    [writeAdder(right), runTests],
    [writeAdder(right, 'loose'), runTests],
    [writeAdder(right, 'loose'), runTests],
  ]);
  const clone = makeProject({ 'a.txt': 'a' });
  t.after(async () => {
    await server.close();
    project.remove();
    clone.remove();
  });
  as('Ada');
  await regent(project, ['run', 'adder', '--model', 'claude-opus-5-5'], { server });
  await regent(project, ['accept', 'adder']);
  as('Grace');
  await regent(project, ['run', 'loose', '--model', 'claude-opus-5-5'], { server });
  await regent(project, ['reject', 'loose', '--cause', 'spec', '--note', 'R3 says <nothing>']);
  await regent(project, ['run', 'loose', '--model', 'unheard-of', '--accept', 'verified'], { server });
  project.write({ 'generated/adder/add.js': `${right}// by hand\n` });

  const told = await regent(project, ['report', '--json']);
  const audit: Audit = JSON.parse(told.stdout);
  const [adder, other] = audit.artefacts;
  assert.deepEqual([adder?.spec, adder?.by, adder?.policy], ['adder', 'Ada <ada@example.org>', null]);
  assert.deepEqual([adder?.verified, adder?.usd, adder?.model], ['tests 2/2', 0.006, 'claude-opus-5-5']);
  assert.deepEqual([adder?.drift, adder?.causes], [['generated/adder/add.js'], ['drifted']]);
  assert.equal(adder?.commit, project.git('log', '--format=%H', '--grep=Regent-Spec: adder').trim());
  assert.deepEqual([other?.by, other?.policy, other?.usd, other?.drift], [null, 'verified', null, []]);
  assert.deepEqual(audit.outcomes, { accepted: 2, rejected: 1 });
  assert.deepEqual(
    audit.rejections.map(({ spec: of, by, cause, note }) => [of, by, cause, note]),
    [['loose', 'Grace <ada@example.org>', 'spec', 'R3 says <nothing>']],
  );
  const { total, bySpec, byModel, byMonth } = audit.costs;
  assert.deepEqual([total.usd, total.unknown, total.attempts], [0.012, 1, 3]);
  assert.deepEqual(
    [bySpec, byModel, byMonth].map((rows) => rows.map(({ sessions, unknown }) => [sessions, unknown])),
    [
      [
        [2, 1],
        [1, 0],
      ],
      [
        [2, 0],
        [1, 1],
      ],
      [[3, 1]],
    ],
  );
  assert.deepEqual(
    audit.uncovered.map(({ file, line, message }) => [file, line, message]),
    [[spec, 15, 'No test names R3.']],
  );
  assert.deepEqual(audit.unbuilt, ['unbuilt']);

  const written = await regent(project, ['report']);
  const file = join(project.root, '.git/regent/reports/audit.html');
  assert.ok(written.stdout.startsWith(file), written.stderr);
  const page = readPage(readFileSync(file, 'utf8'));
  for (const said of [
    '2 accepted artefacts, 1 drifted',
    'Changed by hand since the accept: adder.',
    'No person is named as the reviewer of loose.',
    'policy verified',
    'the spec R3 says <nothing> Grace',
    'No test names R3. specs/loose/spec.md:15',
    'Without holdout tests, so the agent saw all that proves it : adder, loose'.replace(' :', ':'),
    'Nothing accepted yet unbuilt',
  ])
    assert.ok(page.includes(said), `${said}\n\n${page}`);

  const loosely = readPage((await regent(project, ['report', 'loose', '--html', '-'])).stdout);
  assert.match(loosely, /Accepted by a policy: verified[\s\S]*nobody is named as its reviewer/);

  // The filter is that of the log, and of the History screen.
  const by = JSON.parse((await regent(project, ['report', '--json', '--by', 'grace', '--since', '1h'])).stdout);
  assert.deepEqual([by.sessions, by.artefacts.map((one: { spec: string }) => one.spec)], [2, ['loose']]);
  const words = await regent(project, ['report', '--html', '-', '--filter', 'nothing spec:loose']);
  assert.match(readPage(words.stdout), /Only what fits nothing spec:loose \.[\s\S]*Sessions 1 Attempts 1/);
  assert.match((await regent(project, ['log', '--filter', 'nothing'])).stdout, /rejected[\s\S]*\n1 session, /);
  const both = await regent(project, ['report', 'adder', '--by', 'ada']);
  assert.deepEqual([both.code, both.stderr.includes('regent report --spec slugify')], [2, true]);

  // A colleague has the commits, and not the sessions.
  clone.git('fetch', '-q', project.root, 'main');
  clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
  const there: Audit = JSON.parse((await regent(clone, ['report', '--json'])).stdout);
  assert.deepEqual(
    there.artefacts.map((one) => [one.spec, one.by, one.policy, one.usd, one.drift]),
    [
      ['adder', 'Ada <ada@example.org>', null, 0.006, []],
      ['loose', null, 'verified', null, []],
    ],
  );
  const documented = readFileSync('docs/report.md', 'utf8');
  for (const field of [...Object.keys(audit), ...Object.keys(adder ?? {}), ...Object.keys(audit.costs)])
    assert.ok(documented.includes(`\`${field}\``), `docs/report.md says nothing of ${field}`);
});
