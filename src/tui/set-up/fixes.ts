import { spawn } from 'node:child_process';
import type { Finding, Preparation } from '../../core/services.ts';
import { ask, benchOf, type Deps, during, guarded, say } from '../deps.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { openProject } from '../project.ts';
import { emptyEdit } from '../text-edit.ts';
import { askDemo } from './demo.ts';
import { examine, openSetUp } from './index.ts';

/** Asks before it runs the commands that install something, in the open, on the person's own terminal. */
export function askInstall(deps: Deps, { name, install }: Finding): void {
  const commands = install ?? [];
  ask(deps, {
    kind: 'confirm',
    title: `Install ${name === 'sandbox' ? 'the sandbox' : name}?`,
    lines: [
      'Runs these commands on this terminal, as `regent doctor --fix` does; they may ask for your password:',
      ...commands.map((command) => `$ ${command}`),
    ],
    yes: 'run them',
    run: () =>
      void guarded(deps, async () => {
        await deps.terminal.suspend(() => runAll(commands));
        const now = (await examine(deps)).find((one) => one.name === name);
        if (now?.ok) say(deps, 'good', `${name}: ${now.found}`);
        else say(deps, 'bad', `${name}: ${now?.found ?? 'it is still missing'}`, now?.mend ?? undefined);
        if (deps.store.getState().bench.kind === 'none') await openProject(deps);
      }),
  });
}

/** Asks before it makes what the folder lacks: a repository, a first spec, a first commit. */
export async function askInit(deps: Deps): Promise<void> {
  const { services, cwd } = deps.context;
  const folder = benchOf(deps)?.root ?? cwd;
  const preparation = await during(deps, 'looking at the folder', () => services.prepare(folder));
  if (!preparation) return;
  ask(deps, {
    kind: 'confirm',
    title: preparation.write.length > 0 ? 'Start a project here?' : 'Make the first commit?',
    lines: whatHappens(preparation),
    yes: 'do it',
    run: () => void init(deps, folder),
  });
}

function whatHappens({ folder, initialises, write, commit, author }: Preparation): string[] {
  return [
    `In ${folder}:`,
    ...(initialises ? ['· git init: there is no repository yet'] : []),
    ...(write.length > 0 ? [`· writes ${plural(write.length, 'file')}: ${write.join(', ')}`] : []),
    ...(commit.length > 0 ? [`· makes a first commit of ${commit.join(', ')}, by ${author}`] : []),
    'Nothing that exists is changed, and nothing else is committed.',
  ];
}

async function init(deps: Deps, folder: string): Promise<void> {
  const made = await during(deps, 'preparing the folder', () => deps.context.services.scaffold(folder));
  if (!made) return;
  deps.store.setState({ findings: null });
  await openProject(deps);
  const what = made.written.length > 0 ? `Wrote ${plural(made.written.length, 'file')} of a first spec.` : 'Committed.';
  const key = (name: string): string => keyOf(deps.store.getState(), name);
  say(deps, 'good', what, `${key('specs.run')} runs it; ${key('specs.edit')} opens it in your editor`);
}

/** Says how a model can be asked, and offers what needs no key. */
export function askModel(deps: Deps, { found }: Finding): void {
  ask(deps, {
    kind: 'choose',
    title: `No model can be asked yet: ${found}`,
    options: [
      ['demo', 'watch a recorded session: needs no key, costs nothing'],
      ['server', 'ask a server of your own (Ollama, llama.cpp, LM Studio, vLLM, a gateway)'],
      ['key', 'use a key: what to set'],
    ],
    at: 0,
    run: (way) => {
      if (way === 'demo') askDemo(deps);
      else if (way === 'server') askServer(deps);
      else sayKey(deps);
    },
  });
}

function sayKey(deps: Deps): void {
  ask(deps, {
    kind: 'confirm',
    title: 'A key for the model',
    lines: [
      `Leave with ${keyOf(deps.store.getState(), 'quit')}, then in your shell:`,
      '  export ANTHROPIC_API_KEY=…',
      '  regent',
      'Regent stores no key and reads no .env file. A token goes into ANTHROPIC_AUTH_TOKEN, another server into ANTHROPIC_BASE_URL.',
    ],
    yes: 'back',
    run: () => void openSetUp(deps),
  });
}

function askServer(deps: Deps): void {
  ask(deps, {
    kind: 'text',
    title: 'address of the server, such as http://localhost:11434',
    edit: emptyEdit,
    run: (address) => {
      if (!/^https?:$/.test(URL.parse(address.trim())?.protocol ?? ''))
        return say(
          deps,
          'warn',
          'That is no http or https address, so nothing was changed.',
          `${keyOf(deps.store.getState(), 'set-up')} asks again`,
        );
      deps.context.env.ANTHROPIC_BASE_URL = address.trim();
      askModelName(deps);
    },
  });
}

function askModelName(deps: Deps): void {
  ask(deps, {
    kind: 'text',
    title: "the model's name on that server (empty: as set)",
    edit: emptyEdit,
    run: (name) => {
      const { env } = deps.context;
      if (name.trim() !== '') env.REGENT_MODEL = name.trim();
      const lasting = `to keep it, put "baseUrl" and "model" into ${deps.store.getState().settingsFile}`;
      say(deps, 'good', `Asks ${env.ANTHROPIC_BASE_URL} until you leave.`, lasting);
    },
  });
}

/** Runs shell commands one after the other until one fails; waits for the person where something went wrong. */
async function runAll(commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    process.stdout.write(`$ ${command}\n`);
    if ((await runShell(command)) === 0) continue;
    process.stdout.write('\nThat failed. ');
    break;
  }
  // What was printed is gone from sight afterwards.
  await runShell('printf "Press enter to go back to Regent. "; read _');
}

function runShell(command: string): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], { stdio: 'inherit' });
    child.on('error', () => resolve(null));
    child.on('exit', resolve);
  });
}
