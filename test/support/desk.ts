import type { TestContext } from 'node:test';
import { adderFiles } from './adder.ts';
import { makeProject, type Project } from './cli.ts';
import { type ModelServer, type Reply, scriptModel } from './model-server.ts';
import { openTerminal, type TerminalRun } from './terminal.ts';

/** A project with a person who works in it, a model that says what it is told to, and Regent on a terminal. */
export interface Desk {
  readonly project: Project;
  readonly server: ModelServer;
  readonly terminal: TerminalRun;
}

export interface DeskOptions {
  readonly size?: { readonly columns: number; readonly rows: number };
  readonly env?: Readonly<Record<string, string>>;
  /** Beside those of the adder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Opens the workbench on a project with the adder's spec; all of it is gone when the test is over. */
export async function openDesk(
  t: TestContext,
  replies: readonly Reply[],
  { size = { columns: 80, rows: 24 }, env = {}, files = {} }: DeskOptions = {},
): Promise<Desk> {
  const project = makeProject({ ...adderFiles(), ...files });
  project.git('config', 'user.name', 'Ada');
  project.git('config', 'user.email', 'ada@example.org');
  const server = await scriptModel(replies);
  const terminal = openTerminal(project.root, { ...project.env, ...server.env, ...env }, size);
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  return { project, server, terminal };
}
