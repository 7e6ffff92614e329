import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DraftFile } from '../../core/draft/events.ts';
import type { Problem } from '../../core/workbench.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { recordLines } from './lines.ts';
import { openDraft } from './open.ts';

/** Takes a person's version of a draft's file, from their editor or from a file; checks and tests the draft again. */
export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const opened = await openDraft(context, args[0] ?? '');
  if ('problem' in opened) return report(context, opened);
  const { workbench, record } = opened;
  const files = record.state.proposal?.files ?? [];
  const file = args[1] === undefined ? files[0] : files.find((one) => one.path === args[1]);
  if (!file || (args[1] === undefined && files.length > 1 && typeof options.from === 'string'))
    return report(context, {
      problem: args[1] === undefined ? 'Which file of the draft?' : `The draft has no file ${JSON.stringify(args[1])}.`,
      mend: `Name one: ${files.map((one) => one.path).join(', ') || '(it has none)'}`,
      exit: 2,
    });
  const wanted = args[1] === undefined ? files : [file];
  const edited = typeof options.from === 'string' ? await readFrom(file, options.from) : await editAll(context, wanted);
  if (isProblem(edited)) return report(context, edited);
  const changed = await workbench.drafts.edit(
    record.summary.id,
    edited.texts,
    { allowNoSandbox: options.sandbox === false },
    context.signal,
  );
  if (isProblem(changed)) return report(context, { ...changed, mend: `${changed.mend}${edited.kept}` });
  if (context.json)
    context.out(JSON.stringify({ draft: changed.summary, proposal: changed.state.proposal, diff: changed.diff.text }));
  else for (const line of recordLines(context, changed)) context.out(line);
  return exitCodes.pending;
}

interface Edited {
  readonly texts: ReadonlyMap<string, string>;
  /** Where the person's text is, if it is not taken. */
  readonly kept: string;
}

async function readFrom({ path }: DraftFile, from: string): Promise<Edited | Problem> {
  try {
    return { texts: new Map([[path, await readFile(from, 'utf8')]]), kept: '' };
  } catch (error) {
    return { problem: `${from} can't be read: ${(error as Error).message}`, mend: 'Name a text file.', exit: 2 };
  }
}

async function editAll(context: Context, files: readonly DraftFile[]): Promise<Edited | Problem> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    return { problem: 'There is no terminal for an editor.', mend: 'Give the new text: --from <file>', exit: 2 };
  const folder = await mkdtemp(join(tmpdir(), 'regent-draft-'));
  const texts = new Map<string, string>();
  for (const [at, { path, after }] of files.entries()) {
    const copy = join(folder, `${at + 1}-${basename(path)}`);
    await writeFile(copy, after, { mode: 0o600 });
    const failure = await openEditor(context, copy);
    if (failure) return failure;
    texts.set(path, await readFile(copy, 'utf8'));
  }
  return { texts, kept: ` Your text is in ${folder}.` };
}

/** As git does: the variable may hold arguments, the path is never part of the shell's text. */
async function openEditor({ env }: Context, file: string): Promise<Problem | null> {
  const editor = env.VISUAL || env.EDITOR || 'vi';
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    const mend = 'Set EDITOR to the editor you use.';
    child.on('error', (error) => resolve({ problem: error.message, mend }));
    child.on('exit', (code) =>
      resolve(
        code === 0 ? null : { problem: `${editor} ended with ${code ?? 'a signal'}; the draft is as it was.`, mend },
      ),
    );
  });
}
