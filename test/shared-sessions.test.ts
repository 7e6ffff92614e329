import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, type Project, regent } from './support/cli.ts';
import { type ModelServer, runTests, scriptModel } from './support/model-server.ts';
import { openTerminal } from './support/terminal.ts';

const made: Project[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const project of made) project.remove();
  for (const server of servers) await server.close();
});

/** A colleague's repository with a session in it, and a clone that has fetched what was pushed. */
async function share(): Promise<{ session: string; ada: Project; clone: Project }> {
  const ada = makeProject(adderFiles());
  const clone = makeProject({ 'README.md': 'a clone' });
  made.push(ada, clone);
  const server = await scriptModel([
    [writeAdder(wrong), runTests],
    [writeAdder(right), runTests],
  ]);
  servers.push(server);
  const run = await regent(ada, ['run', 'adder', '--json'], { server });
  assert.equal(run.code, 3, run.stdout);
  const origin = join(ada.root, '../origin.git');
  execFileSync('git', ['init', '-q', '--bare', origin]);
  ada.git('push', '-q', origin, 'main', 'refs/regent/*');
  clone.git('fetch', '-q', origin, 'main', 'refs/regent/logs/*:refs/regent/logs/*');
  clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
  clone.git('remote', 'add', 'origin', origin);
  return { session: run.events[0]?.session ?? '', ada, clone };
}

/** Puts another log in the place of a shared one, or beside it. */
function plant({ git, root }: Project, id: string, text: string): void {
  const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  }).trim();
  git('update-ref', `refs/regent/logs/${id}`, blob);
}

test('a session that was fetched is listed and opened, and nothing can be decided about it', {
  timeout: 120_000,
}, async (t) => {
  const { session, clone } = await share();
  const log = await regent(clone, ['log']);
  assert.match(log.stdout, new RegExp(`${session} +candidate +2 attempts .*elsewhere; its log is here`));
  assert.match((await regent(clone, ['show', session])).stdout, /attempt 1 +✗ 0\/2[\s\S]*attempt 2 +✓ 2\/2/);

  // The log came without the commits that it speaks of.
  const codeless = await regent(clone, ['review', session]);
  assert.equal(codeless.code, 1);
  assert.match(codeless.stderr, /only the log that speaks of it[\s\S]*git fetch origin 'refs\/regent/);
  clone.git('fetch', '-q', 'origin', 'refs/regent/*:refs/regent/*');
  const review = await regent(clone, ['review', session]);
  assert.equal(review.code, 0, review.stderr);
  assert.match(review.stdout, /R1[\s\S]*R2/);
  assert.match((await regent(clone, ['show', session, '2'])).stdout, /^\+exports\.add = \(a, b\) => a \+ b;$/m);

  for (const args of [
    ['accept', session],
    ['reject', session, '--cause', 'spec'],
    ['resume', session],
  ]) {
    const refused = await regent(clone, args);
    assert.equal(refused.code, 1, args.join(' '));
    assert.match(refused.stderr, /was made elsewhere: it can be read here, and no more/);
  }
  const terminal = openTerminal(clone.root, clone.env, { columns: 80, rows: 24 });
  t.after(() => terminal.close());
  await terminal.until('1 to do');
  terminal.press('6');
  await terminal.until('[6 History]', '> adder', 'Made elsewhere; its log is here');
  terminal.press('\r');
  await terminal.until('[3 Review]', 'R1', '2/2');
  terminal.press('a');
  await terminal.until('It was made elsewhere: it can be read here, and no more.');
});

test('a log that means harm opens nothing, and hides no other', async () => {
  const { session, ada, clone } = await share();
  const text = ada.git('cat-file', 'blob', `refs/regent/logs/${session}`);
  const lines = text.trimEnd().split('\n');
  const changed = (at: number, change: (event: Record<string, unknown>) => object): string =>
    `${lines.map((line, index) => (index === at ? JSON.stringify(change(JSON.parse(line))) : line)).join('\n')}\n`;
  const attempt = lines.findIndex((line) => line.includes('"attempt-started"'));
  const other = 'adder-other';
  const asOther = (more: string) => more.replaceAll(session, other);
  for (const [what, planted] of [
    ['an option in the place of a commit', changed(attempt, (event) => ({ ...event, commit: '--output=/tmp/owned' }))],
    ['a base that is no commit', changed(0, (event) => ({ ...event, base: '-h' }))],
    [
      'what is no report',
      changed(attempt + 1, () => ({ ...JSON.parse(lines[attempt + 1] ?? '{}'), report: 1, counts: 1 })),
    ],
    ['a line left out', `${lines.toSpliced(2, 1).join('\n')}\n`],
    ['another session', text.replaceAll(session, 'adder-third')],
    ['no JSON', 'x\n'.repeat(1000)],
    ['nothing', ''],
    ['nesting', `${'['.repeat(100_000)}\n`],
  ] as const) {
    plant(clone, other, what === 'another session' ? planted : asOther(planted));
    const shown = await regent(clone, ['show', other]);
    assert.equal(shown.code, 1, what);
    assert.match(shown.stderr, /The log of session "adder-other" can't be read/, what);
    const log = await regent(clone, ['log']);
    assert.equal(log.code, 0, what);
    assert.match(log.stdout, new RegExp(session), what);
  }
  // What is only said is cleaned where it is shown.
  const evil = changed(0, (event) => ({ ...event, model: 'evil\u001b]0;title\u0007\u202e', sandbox: '\u001b[2J' }));
  plant(clone, other, asOther(evil));
  const shown = await regent(clone, ['show', other]);
  assert.equal(shown.code, 0, shown.stderr);
  assert.doesNotMatch(shown.stdout + (await regent(clone, ['log'])).stdout, /(?![\n])\p{Cc}|\u202e/u);
});
