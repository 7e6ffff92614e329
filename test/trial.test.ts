import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Event } from '../src/core/events.ts';
import type { TrialEvent } from '../src/core/trial/events.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { type CommandRun, logText, makeProject, type Project, regent } from './support/cli.ts';
import {
  type Block,
  type ModelServer,
  type Reply,
  type RequestBody,
  runTests,
  scriptModel,
} from './support/model-server.ts';

const skill = (fact: string) =>
  `---\nname: house-sums\ndescription: How sums are made in this house. Read it before you add anything.\n---\n\n${fact}\n`;
const fact = 'Add with the plus sign.';
const files = {
  ...adderFiles({ frontmatter: 'limits: { attempts: 1 }\n' }),
  ...adderFiles({ name: 'other', frontmatter: 'limits: { attempts: 1 }\n' }),
  'skills/house-sums/SKILL.md': skill(fact),
};
const projects: Project[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const project of projects) project.remove();
  for (const server of servers) await server.close();
});

function makeTrialProject(more: Record<string, string> = {}): Project {
  const project = makeProject({ ...files, ...more });
  projects.push(project);
  return project;
}

/** A model that can't add unless it has read how: it finds the skill by its description alone. */
async function pupil(answer: (request: RequestBody, asked: number) => Reply | null = () => null): Promise<ModelServer> {
  let asked = 0;
  const reply: Reply = (request, response) => {
    asked += 1;
    const special = answer(request, asked);
    if (special) return typeof special === 'function' ? special(request, response) : special;
    const text = JSON.stringify(request);
    const name = /Regenerate `(\w+)`/.exec(text)?.[1] ?? '';
    if (text.includes(fact)) return [writeAdder(right, name), runTests];
    const isOffered = text.includes('How sums are made in this house');
    const hasRead = request.messages.length > 1;
    return isOffered && !hasRead ? [readSkill] : [writeAdder(wrong, name), runTests];
  };
  const server = await scriptModel(Array.from({ length: 500 }, () => reply));
  servers.push(server);
  return server;
}

const readSkill: Block = { type: 'tool_use', name: 'read_skill', input: { name: 'house-sums' } };

interface Summary {
  readonly trial: string;
  readonly complete: boolean;
  readonly outcome: string;
  readonly spent: { readonly usd: number | null; readonly tokens: number };
  readonly rows: readonly Row[];
  readonly total: Row;
  readonly unpaired: readonly string[];
  readonly conclusions: readonly string[];
  readonly sessions: readonly {
    readonly session: string;
    readonly finished: boolean;
    readonly spec: string;
    readonly arm: string;
  }[];
}
interface Row {
  readonly spec: string | null;
  readonly pairs: number;
  readonly verified: { readonly a: number; readonly b: number };
  readonly used: { readonly a: number; readonly b: number } | null;
  readonly measures: readonly {
    readonly name: string;
    readonly a: number;
    readonly b: number;
    readonly interval: { readonly low: number; readonly high: number } | null;
    readonly verdict: string;
    readonly rule?: string;
  }[];
  readonly sessions: { readonly a: readonly string[]; readonly b: readonly string[] };
}

function summaryOf(run: CommandRun): Summary {
  const last = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '{}');
  assert.equal(last.type, 'trial-summary', `${run.stdout.slice(-2000)}\n${run.stderr}`);
  return last;
}

function measure(row: Row, name: string) {
  const found = row.measures.find((one) => one.name === name);
  assert.ok(found);
  return found;
}

const trialArgs = ['skill', 'trial', 'house-sums', '--specs', 'adder,other', '--model', 'claude-opus-5-5'];

test('a trial shows that a skill with a fact the model can’t know helps, with its interval and the sessions behind it', async () => {
  const project = makeTrialProject();
  const server = await pupil();
  // The agent is offered the skill anyway: without it, the arm has to take it away.
  assert.equal((await regent(project, ['trust'])).code, 0);
  const run = await regent(project, [...trialArgs, '--repeats', '2', '--jobs', '2', '--json'], { server });
  assert.equal(run.code, 0, run.stderr);
  const { rows, total, complete, conclusions, sessions } = summaryOf(run);
  assert.equal(complete, true);
  assert.deepEqual(
    rows.map(({ spec, pairs, verified, used }) => ({ spec, pairs, verified, used })),
    ['adder', 'other'].map((spec) => ({ spec, pairs: 2, verified: { a: 2, b: 0 }, used: { a: 2, b: 0 } })),
  );
  assert.deepEqual(total.verified, { a: 4, b: 0 });
  const verified = measure(total, 'verified');
  assert.deepEqual([verified.a, verified.b, verified.verdict], [1, 0, 'higher']);
  // Newcombe's method 10 for 4 of 4 against 0 of 4.
  assert.deepEqual([verified.interval?.low.toFixed(3), verified.interval?.high.toFixed(3)], ['0.307', '1.000']);
  assert.equal(measure(rows[0] as Row, 'verified').verdict, 'too-few');
  assert.deepEqual([measure(total, 'turns').a, measure(total, 'turns').b], [2, 1]);
  assert.match(
    conclusions.join('\n'),
    /With house-sums: verified more often, 100 % against 0 %, by 31 to 100 points\./,
  );
  assert.match(conclusions.join('\n'), /With house-sums: the agent got its text in 4 of 4 sessions\./);
  // The arms differ in the skill, and in nothing else.
  const [withIt, without] = ['a', 'b'].map((arm) => {
    const id = sessions.find((one) => one.arm === arm && one.spec === 'adder')?.session ?? '';
    return JSON.parse(logText(project, id).split('\n')[1] ?? '{}') as { opening: string; system: readonly string[] };
  });
  assert.equal(withIt?.opening, without?.opening);
  assert.equal(withIt?.system.join('').split('\n\n# Skills\n')[0], without?.system.join(''));
  // Each session is there to be looked at, and none is a candidate.
  assert.equal(new Set(sessions.map((one) => one.session)).size, 8);
  const shown = await regent(project, ['show', total.sessions.a[0] ?? '']);
  assert.match(shown.stdout, /of the trial house-sums-trial-\w+: with house-sums/);
  assert.equal((await regent(project, ['log'])).stdout, 'No sessions yet: regent run\n');
  assert.equal((await regent(project, ['log', '--trials', '--json'])).stdout.trimEnd().split('\n').length, 8);
  assert.equal((await regent(project, ['review'])).code, 1);
  // Old trials can be read, also when their sessions are gone.
  rmSync(join(project.root, '.git/regent/sessions'), { recursive: true });
  const read = await regent(project, ['trial', 'show', 'house-sums']);
  assert.match(read.stdout, /all specs, 4 pairs\n.*with house-sums {2}without house-sums {2}difference/);
  assert.match(read.stdout, / {2}verified {2}4 of 4 {11}0 of 4 {14}\+100 % \(\+31 % to \+100 %\)/);
  const list = await regent(project, ['trial', 'list', '--json']);
  assert.deepEqual(JSON.parse(list.stdout).verified, { a: 4, b: 0 });
});

test('a trial killed at any moment goes on where it was: what is finished stays, what was cut off goes on, nothing is paid twice', async () => {
  const project = makeTrialProject();
  const server = await pupil();
  const begin = [...trialArgs.slice(0, 4), 'adder', ...trialArgs.slice(5), '--repeats', '2', '--json'];
  const moments: readonly ((event: TrialEvent, run: number) => boolean)[] = [
    (event) => event.type === 'trial-started',
    (event) => event.type === 'trial-session-started',
    (event) => event.type === 'trial-session-ended',
    (event) => event.type === 'trial-session-started' && event.arm === 'b',
  ];
  let trial = '';
  for (const isWanted of moments) {
    let isKilled = false;
    // The same command again goes on with it, as `trial resume` does.
    const run = await regent(project, begin, {
      server,
      onEvent: (event, child) => {
        const happened = event as unknown as TrialEvent;
        trial ||= happened.trial;
        assert.equal(happened.trial, trial);
        if (!isKilled && isWanted(happened, 0)) isKilled = child.kill('SIGKILL');
      },
    });
    assert.equal(run.signal, 'SIGKILL', run.stdout + run.stderr);
  }
  const cut = await regent(project, ['trial', 'list']);
  assert.match(cut.stdout, / cut-off /);
  const asked = server.requests.length;
  const run = await regent(project, ['skill', 'trial', '--resume', trial, '--json'], { server });
  assert.equal(run.code, 0, run.stdout + run.stderr);
  const { total, complete, sessions } = summaryOf(run);
  assert.equal(complete, true);
  assert.deepEqual(total.verified, { a: 2, b: 0 });
  assert.ok(server.requests.length > asked);
  // A reply that was received was never asked for again: only a request in flight may have been, with the same bytes.
  const replies = sessions.flatMap(({ session }) =>
    logText(project, session)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Event)
      .filter((event) => event.type === 'model-replied'),
  );
  assert.equal(replies.length, 2 * 2 + 2 * 1);
  assert.ok(server.requests.length - replies.length <= moments.length, `${server.requests.length} requests`);
  assert.equal((await regent(project, ['log', '--trials', '--json'])).stdout.trimEnd().split('\n').length, 4);
  const again = await regent(project, ['trial', 'resume', trial, '--json'], { server });
  assert.equal(summaryOf(again).complete, true);
  assert.equal(again.events.length, 3, 'nothing is left to do');
});

test('a limit on all sessions together ends a trial, is named, and what there is so far is shown as partial', async () => {
  const project = makeTrialProject();
  const server = await pupil();
  // A reply costs 1,100 tokens; a pair takes three.
  const args = [...trialArgs, '--repeats', '1', '--total-tokens', '4000'];
  const run = await regent(project, args, { server });
  assert.equal(run.code, 4, run.stdout + run.stderr);
  assert.match(
    run.stdout,
    /limit {2}The limit on all sessions together is reached: 4400 of 4000 tokens\. 3 of 4 sessions are finished\./,
  );
  assert.match(run.stdout, /next: regent trial resume house-sums-trial-\w+ --total-tokens N/);
  assert.match(run.stdout, /PARTIAL: 3 of 4 sessions are finished\./);
  assert.match(run.stdout, /1 pair of sessions: too few to tell a difference/);
  assert.match(run.stdout, /1 session is finished while the counterpart is not, and not counted\./);
  assert.equal(server.requests.length, 4);
  // Dollars too, and across the resume: what was spent before counts.
  const still = await regent(project, ['trial', 'resume', 'house-sums', '--total-tokens', '4300', '--json'], {
    server,
  });
  assert.deepEqual([still.code, server.requests.length], [4, 4]);
  const more = ['trial', 'resume', 'house-sums', '--total-tokens', '90000', '--total-usd', '0.001', '--json'];
  assert.equal((await regent(project, more, { server })).code, 4);
  const rest = await regent(project, [...more.slice(0, -3), '--total-usd', '5', '--json'], { server });
  assert.equal(rest.code, 0, rest.stdout + rest.stderr);
  assert.equal(summaryOf(rest).spent.tokens, 6 * 1100);
  assert.equal(server.requests.length, 6);
});

test('two models are compared by the same machinery, an unknown price is said, and an outage is no result', async () => {
  const project = makeTrialProject({ 'skills/house-sums/SKILL.md': skill('No fact here.') });
  const server = await pupil(({ model }, asked) => {
    if (model === 'good') return [writeAdder(right), runTests];
    if (asked !== 1) return null;
    return (_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"type":"error","error":{"type":"authentication_error","message":"no"}}');
      return null;
    };
  });
  const args = ['trial', 'models', '--model-a', 'poor', '--model-b', 'good', '--specs', 'adder', '--repeats', '1'];
  const run = await regent(project, args, { server });
  assert.equal(run.code, 1, run.stdout + run.stderr);
  assert.match(run.stdout, /poor against good: 2 sessions, model poor and good\.\nWhat it may cost is not known/);
  assert.match(run.stdout, /\[0\/2\] adder 1, poor {2}! cut off/);
  assert.match(run.stdout, /failed {2}The model could not be asked.*1 of 2 sessions are finished/);
  const rest = await regent(project, args, { server });
  assert.equal(rest.code, 0, rest.stdout + rest.stderr);
  assert.match(rest.stdout, /trial goes on {2}models-trial-\w+ {2}1 of 2/);
  assert.match(rest.stdout, / {2}verified {2}0 of 1 {8}1 of 1 {8}-100 % /);
  assert.match(rest.stdout, /What it costs is not known: the model has no known price\./);
});

test('two versions of a skill are compared as they were when the trial began, whatever is edited meanwhile', async () => {
  const project = makeTrialProject({ 'skills/house-sums/SKILL.md': skill('Nothing yet.') });
  project.write({ 'skills/house-sums/SKILL.md': skill(fact) });
  project.commit('Say how');
  const server = await pupil();
  const args = ['skill', 'trial', 'house-sums', '--against', 'HEAD~1', '--specs', 'adder', '--repeats', '1'];
  const model = ['--model', 'claude-opus-5-5'];
  const cut = await regent(project, [...args, ...model, '--total-tokens', '1000'], { server });
  assert.equal(cut.code, 4, cut.stdout + cut.stderr);
  assert.match(cut.stdout, /house-sums as it is against house-sums of HEAD~1: 2 sessions/);
  project.write({ 'skills/house-sums/SKILL.md': skill('Edited meanwhile.') });
  const spec = readFileSync(join(project.root, 'specs/adder/spec.md'), 'utf8');
  project.write({ 'specs/adder/spec.md': `${spec}\n- **R3** More.\n` });
  const refused = await regent(project, ['trial', 'resume', 'house-sums', '--total-tokens', '90000'], { server });
  assert.match(refused.stderr, /The assets of adder changed since the trial house-sums-trial-\w+ began/);
  project.write({ 'specs/adder/spec.md': spec });
  const run = await regent(project, ['trial', 'resume', 'house-sums', '--total-tokens', '90000', '--json'], { server });
  assert.deepEqual(summaryOf(run).total.verified, { a: 1, b: 0 }, run.stdout + run.stderr);
  assert.deepEqual(summaryOf(run).total.used, { a: 1, b: 1 });
  const same = await regent(project, [...args.slice(0, 4), 'nowhere', ...args.slice(5), ...model], { server });
  assert.match(same.stderr, /"nowhere" is neither a git revision nor a place with another version/);
  assert.equal(same.code, 2);
});

test('a rule is tried as a skill is, and one that can make no difference is refused before anything is paid', async () => {
  const project = makeTrialProject({
    'skills/house-sums/SKILL.md': skill('No fact here.'),
    'rules/plus.md': `---\nname: plus\ncheck: "true"\n---\n\n${fact}\n`,
    'rules/elsewhere.md': '---\nname: elsewhere\nspecs: [other]\n---\n\nElsewhere.\n',
  });
  const server = await pupil();
  const more = ['--specs', 'adder', '--repeats', '1', '--model', 'claude-opus-5-5', '--json'];
  const run = await regent(project, ['rule', 'trial', 'plus', ...more], { server });
  assert.deepEqual(summaryOf(run).total.verified, { a: 1, b: 0 }, run.stdout + run.stderr);
  assert.match(run.stdout, /plus has a check, which the sessions of that arm have to pass besides the tests/);
  const asked = server.requests.length;
  const refused = await regent(project, ['rule', 'trial', 'elsewhere', ...more], { server });
  assert.match(refused.stdout, /Without the rule elsewhere the agent would be given the same for adder/);
  const unknown = await regent(project, ['skill', 'trial', 'house-sum', ...more], { server });
  assert.match(unknown.stdout, /There is no skill \\"house-sum\\"\..*Did you mean `house-sums`/);
  assert.deepEqual([refused.code, unknown.code, server.requests.length], [2, 2, asked]);
});

test('rules are tried together, and the check of each says how often the code of both arms keeps it', async () => {
  const project = makeTrialProject({
    'skills/house-sums/SKILL.md': skill('No fact here.'),
    'rules/signed.md': '---\nname: signed\ncheck: grep -q SIGNED generated/adder/add.js\n---\n\nSign what you write.\n',
    'rules/short.md': '---\nname: short\ncheck: "true"\n---\n\nKeep it short.\n',
  });
  const server = await scriptModel(
    Array.from(
      { length: 20 },
      (): Reply => (request) => {
        const isTold = JSON.stringify(request).includes('Sign what you write.');
        return [writeAdder(isTold ? `// SIGNED\n${right}` : right), runTests];
      },
    ),
  );
  servers.push(server);
  const trial = ['rule', 'trial', 'signed,short', '--specs', 'adder', '--model', 'claude-opus-5-5'];
  const run = await regent(project, [...trial, '--repeats', '4', '--jobs', '2', '--json'], { server });
  const { total, sessions, conclusions } = summaryOf(run);
  assert.deepEqual(total.verified, { a: 4, b: 4 }, run.stdout + run.stderr);
  const kept = total.measures
    .filter(({ name }) => name === 'kept')
    .map(({ rule, a, b, verdict }) => ({ rule, a, b, verdict }));
  assert.deepEqual(kept, [
    { rule: 'short', a: 1, b: 1, verdict: 'unclear' },
    { rule: 'signed', a: 1, b: 0, verdict: 'higher' },
  ]);
  assert.equal(sessions.length, 8);
  assert.match(conclusions[0] ?? '', /With signed and short: signed is kept more often, 100 % against 0 %/);
  const shown = await regent(project, ['trial', 'show', 'signed,short']);
  assert.match(shown.stdout, /keeps signed +100 % +0 % +\+100 %/);
  const both = await regent(project, [...trial, '--against', 'HEAD'], { server });
  assert.match(both.stderr, /Two versions can be compared of one rule at a time/);
});
