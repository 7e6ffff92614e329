import type { DraftAsset } from '../../core/draft/events.ts';
import { cleanLine } from '../../core/text.ts';
import type { SessionSummary } from '../../core/workbench.ts';
import { ask, type Deps, say } from '../deps.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { emptyEdit } from '../text-edit.ts';
import { startDraft } from './run.ts';

/** Asks for what the requirement is to say, then drafts it from an open question. */
export function askQuestion(deps: Deps, session: string, number: number, choice: string): void {
  ask(deps, {
    kind: 'choose',
    title: 'Make it a requirement and a test: which answer?',
    options: [
      ['', `what the agent chose: ${cleanLine(choice)}`],
      ['own', 'another: I say it'],
    ],
    at: 0,
    run: (which) => {
      if (which === '') return void startDraft(deps, { kind: 'question', session, number, answer: null });
      ask(deps, {
        kind: 'text',
        title: 'what is to hold',
        edit: emptyEdit,
        run: (answer) => {
          if (answer.trim() !== '') void startDraft(deps, { kind: 'question', session, number, answer });
        },
      });
    },
  });
}

/** Asks for the sessions that a skill is to be drafted from, one or more, and for its name where that is not known. */
export function askSkillDraft(deps: Deps, name?: string): void {
  const sessions = (deps.store.getState().sessions ?? []).filter((one) => one.status !== 'running' && one.attempts > 0);
  if (sessions.length === 0) {
    say(
      deps,
      'warn',
      'There is no session to learn from yet.',
      `${keyOf(deps.store.getState(), 'specs.run')} on the Specs screen makes one`,
    );
    return;
  }
  const begin = (chosen: readonly string[]): void => {
    const start = (given: string | null) => startDraft(deps, { kind: 'skill', sessions: chosen, name: given });
    if (name === undefined) askName(deps, start);
    else void start(name);
  };
  askSessions(deps, sessions, [], begin);
}

function askSessions(
  deps: Deps,
  sessions: readonly SessionSummary[],
  chosen: readonly string[],
  begin: (chosen: readonly string[]) => void,
): void {
  const left = sessions.filter((one) => !chosen.includes(one.id)).slice(0, 200);
  const done = `draft it from ${plural(chosen.length, 'session')}`;
  ask(deps, {
    kind: 'choose',
    title: chosen.length === 0 ? 'Draft a skill from which session?' : 'From another session too?',
    options: [
      ...(chosen.length > 0 ? [['', done] as const] : []),
      ...left.map((one): [string, string] => [
        one.id,
        `${one.spec}  ${one.outcome ?? one.status}, ${plural(one.attempts, 'attempt')}  ${one.id}`,
      ]),
    ],
    at: 0,
    run: (id) => (id === '' ? begin(chosen) : askSessions(deps, sessions, [...chosen, id], begin)),
  });
}

/** Asks for the name of a rule or skill; an empty one leaves it to the model. */
function askName(deps: Deps, begin: (name: string | null) => Promise<void>): void {
  ask(deps, {
    kind: 'text',
    title: 'its name (empty: a new one, which the model names)',
    edit: emptyEdit,
    run: (name) => void begin(name.trim() === '' ? null : name.trim()),
  });
}

/** Asks which asset is to be improved after a rejection, whatever its cause says. */
export function askImprove(deps: Deps, session: string): void {
  ask(deps, {
    kind: 'choose',
    title: 'Improve which asset?',
    options: [
      ['spec', 'the spec: a requirement, and its test'],
      ['test', 'the tests: one that fails on this candidate'],
      ['rule', 'a rule'],
      ['skill', 'a skill'],
    ],
    at: 0,
    run: (asset) => {
      const begin = (name: string | null) =>
        startDraft(deps, { kind: 'improve', session, asset: asset as DraftAsset, name });
      if (asset === 'rule' || asset === 'skill') askName(deps, begin);
      else void begin(null);
    },
  });
}
