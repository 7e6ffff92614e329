import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { takeLock } from '../src/adapters/log/lock-file.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { git, makeProject, runScripted } from './support/exercise.ts';
import { runTests } from './support/model-server.ts';

const projects: { remove(): void }[] = [];
after(() => {
  for (const project of projects) project.remove();
});

async function makeCandidate() {
  const project = makeProject(adderFiles());
  projects.push(project);
  const run = await runScripted(project, 'adder', [[writeAdder(right), runTests]]);
  const decisions = join(project.root, '.git/regent/sessions', run.session, 'decisions.jsonl');
  const status = async () => (await run.workbench.sessions()).find(({ id }) => id === run.session)?.status;
  return { ...run, root: project.root, decisions, status, head: () => git(project.root, 'rev-parse', 'HEAD').trim() };
}

test('an accept or an undo that was cut off behind its commit is recorded when it is asked for again', async () => {
  const { session, workbench, decisions, status, head } = await makeCandidate();
  const accepted = await workbench.accept(session, {});
  assert.ok('commit' in accepted, JSON.stringify(accepted));
  rmSync(decisions);
  assert.equal(await status(), 'waiting');
  assert.equal(await workbench.whyNotAccept(session), null);

  assert.deepEqual(await workbench.accept(session, {}), accepted);
  assert.equal(await status(), 'accepted');
  assert.equal(head(), accepted.commit);
  const recorded = readFileSync(decisions);
  const undone = await workbench.undo(session);
  assert.ok('undone' in undone && undone.undone === accepted.commit, JSON.stringify(undone));
  writeFileSync(decisions, recorded);
  assert.deepEqual(await workbench.undo(session), undone);
  assert.equal(await status(), 'undone');
});

test('while another process decides about a session nothing is committed or decided, and the way on is said', async () => {
  const { session, workbench, decisions, status, head } = await makeCandidate();
  const lock = await takeLock(`${decisions}.lock`);
  assert.ok('release' in lock);
  const before = head();
  const refused = [await workbench.accept(session, {}), await workbench.reject(session, { cause: 'spec', note: '' })];
  for (const one of refused) assert.match(JSON.stringify(one), /Process \d+ is deciding about session .*regent show/);
  assert.deepEqual([head(), await status()], [before, 'waiting']);
  await lock.release();
  assert.ok('commit' in (await workbench.accept(session, {})));
});
