import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openWorkbench } from '../src/adapters/workbench/index.ts';
import type { Variant } from '../src/core/variant.ts';
import type { Workbench } from '../src/core/workbench.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';

const project = makeProject({
  ...adderFiles({ frontmatter: 'skills: [named]\ninclude: [skills/**]\n' }),
  'skills/named/SKILL.md': '---\nname: named\ndescription: Is named by the spec\n---\n\nNAMED BODY\n',
  'skills/offered/SKILL.md': '---\nname: offered\ndescription: Is OFFERED by description\n---\n\nOFFERED BODY\n',
  'rules/plain.md': '---\nname: plain\n---\n\nPLAIN RULE\n',
  'AGENTS.md': 'AGENTS RULE\n',
});
after(project.remove);

async function open(env: Record<string, string>): Promise<Workbench> {
  const workbench = await openWorkbench(project.root, { ...project.env, ...env });
  assert.ok(!('problem' in workbench));
  await workbench.skills.trust(true);
  return workbench;
}

/** Runs one session of a trial, and returns it with all that the model was sent. */
async function runVaried(variant: Variant) {
  const server = await scriptModel([[writeAdder(right), runTests]]);
  const workbench = await open(server.env);
  const trial = { id: 'trial-1', arm: 'b', label: 'without it', repeat: 1, variant } as const;
  const session = await workbench.start('adder', { model: { kind: 'live', name: 'm' }, trial });
  assert.ok(!('problem' in session), JSON.stringify(session));
  await session.done;
  await server.close();
  return { workbench, id: session.id, told: server.requests.join('\n'), state: session.state };
}

test('a session of a trial does without what its arm leaves out, and sees all else', async () => {
  const whole = await runVaried({});
  for (const word of [/NAMED BODY/, /OFFERED by/, /PLAIN RULE/, /AGENTS RULE/, /skills\/named\/SKILL\.md/])
    assert.match(whole.told, word);
  const without = await runVaried({ withoutSkills: ['named', 'offered'], withoutRules: ['plain', 'AGENTS.md'] });
  assert.doesNotMatch(without.told, /NAMED BODY|OFFERED|PLAIN RULE|AGENTS RULE|skills\/(named|offered)|read_skill/);
  assert.equal(without.state.ended?.outcome, 'candidate');
});

test('what stands in the place of a skill or a rule is what the agent gets', async () => {
  const kept = join(project.root, '.git', 'regent', 'kept');
  cpSync(join(project.root, 'skills/named'), join(kept, 'named'), { recursive: true });
  project.write({
    '.git/regent/kept/named/SKILL.md': '---\nname: named\ndescription: Older\n---\n\nOLDER BODY\n',
    '.git/regent/kept/plain.md': '---\nname: plain\n---\n\nOLDER RULE\n',
  });
  const { told } = await runVaried({
    skills: { named: 'regent/kept/named' },
    rules: { plain: 'regent/kept/plain.md' },
  });
  assert.match(told, /OLDER BODY/);
  assert.match(told, /OLDER RULE/);
  assert.match(told, /OFFERED by/);
  assert.doesNotMatch(told, /NAMED BODY|PLAIN RULE/);
});

test('a session of a trial is nobody’s candidate: not listed, not found by its spec, neither accepted, rejected nor resumed', async () => {
  const { workbench, id } = await runVaried({});
  assert.deepEqual(await workbench.sessions(), []);
  const listed = (await workbench.sessions({ trials: true })).find((one) => one.id === id);
  assert.deepEqual(listed?.trial, { id: 'trial-1', arm: 'b', label: 'without it', repeat: 1 });
  assert.deepEqual([listed?.status, listed?.outcome], ['ended', 'candidate']);
  const model = { kind: 'live' } as const;
  const refusals = [
    [await workbench.find('adder', 'any'), /no session or spec with a session called "adder"/],
    [await workbench.find('adder', 'candidate'), /no session or spec with a session called "adder"/],
    [await workbench.accept(id, {}), /belongs to the trial trial-1.*can't be accepted/],
    [await workbench.reject(id, { cause: 'spec', note: '' }), /can't be rejected/],
    [await workbench.resume(id, { model, message: 'Psst.' }), /would spoil the comparison/],
  ] as const;
  for (const [refusal, words] of refusals) assert.match('problem' in refusal ? refusal.problem : '', words);
  const found = await workbench.find(id, 'any');
  assert.equal('id' in found && found.id, id);
});
