import { isUtf8 } from 'node:buffer';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ToolResult, Workspace, WorkspaceCall } from '../../core/build-ports.ts';
import type { FileSet, Sandbox } from '../../core/ports.ts';
import { SKILLS_FOLDER } from '../../core/skill-disclosure.ts';
import { cleanText, headTail, lineCount } from '../../core/text.ts';
import type { ToolCall } from '../../core/tools.ts';
import { plural } from '../../core/words.ts';
import { digestFiles, outputBounds, readFiles, writeFiles } from './file-set.ts';
import type { SessionFolders } from './folders.ts';
import { createJournal } from './journal.ts';
import { protectedPaths, quote, toWorkspacePath, whyUnreachable } from './paths.ts';
import { removeAllBut } from './remove.ts';
import { describeCommand } from './shell.ts';
import { createSkillFolder } from './skill-folder.ts';

export interface WorkspaceOptions {
  readonly folders: SessionFolders;
  readonly sandbox: Sandbox;
  /** The pristine inputs that the agent may see. */
  readonly inputs: FileSet;
  /** The globs, for messages and to know what to protect. */
  readonly outputs: readonly string[];
  readonly isOutput: (path: string) => boolean;
  readonly links: readonly { readonly from: string; readonly at: string }[];
  readonly skills: {
    /** Text of a skill's `SKILL.md` or of a further file of it, or a sentence that says why there is none. */
    read(name: string, file: string | null): Promise<ToolResult>;
    /** Names of those whose files are there from the beginning: named by the spec, or read before. */
    used(): readonly string[];
    /** A skill's files, by path in the workspace. */
    files(name: string): Promise<FileSet>;
  };
}

/** Failures of the file system that say something about the agent's files, not about the machine. */
const ofTheAgent = new Set(['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOTEMPTY']);

/** What a read returns at most; in characters. */
const readLimit = 100_000;

/** Findings that the agent is told: a folder full of links has thousands, each of them paid for. */
const toldFindings = 20;

/** The agent's folder: `inputs` as they are, and the outputs, which alone can be written. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { folders, sandbox } = options;
  const work = folders.work;
  const isTaken = [...options.inputs.keys()].some((path) => path.startsWith(`${SKILLS_FOLDER}/`));
  const skills = createSkillFolder(work, options.skills, isTaken);
  const isOutput = (path: string): boolean => options.isOutput(path) && !skills.owns(path);
  const roots = [sandbox.inside(work), work];
  const journal = createJournal(folders.journal);
  const readOnly = protectedPaths(options.inputs.keys(), options.outputs);

  return {
    async use(id, call, signal) {
      await skills.open();
      await undoCutOff(id);
      try {
        return await carryOut(id, call, signal);
      } catch (error) {
        // Commands can leave files closed or folders in odd places: that is the agent's to mend. A full disk is not.
        const { code = '' } = error as NodeJS.ErrnoException;
        if (!ofTheAgent.has(code)) throw error;
        return failure(`${'file' in call ? quote(call.file ?? '') : call.name} can't be reached (${code}).`);
      }
    },

    async snapshot() {
      const { files, others, findings } = await readFiles(work, isOutput);
      const undone = others.filter(
        (path) => !options.inputs.has(path) && !isBelowLink(path) && !skills.files.has(path),
      );
      for (const path of undone) await rm(join(work, path), { force: true });
      // Without a sandbox nothing kept the inputs from being changed.
      if (sandbox.name === 'none') {
        await writeFiles(work, options.inputs);
        await skills.restore();
      }
      return { files, digest: digestFiles(files), undone, findings: fewOf(findings) };
    },

    async restore(files) {
      await journal.forget();
      await replaceAll(files);
    },
  };

  async function carryOut(id: string, call: WorkspaceCall, signal: AbortSignal): Promise<ToolResult> {
    switch (call.name) {
      case 'read':
        return read(call);
      case 'write':
        return write(id, call.file, () => ({ content: call.content }));
      case 'edit':
        return write(id, call.file, (before) => replaceText(call, before));
      case 'bash':
        return shell(id, call, signal);
      case 'read_skill':
        return readSkill(call);
      default:
        return call satisfies never;
    }
  }

  async function readSkill(call: Extract<ToolCall, { name: 'read_skill' }>): Promise<ToolResult> {
    const result = await options.skills.read(call.skill, call.file);
    if (!result.isError) await skills.add(call.skill);
    return result;
  }

  async function undoCutOff(id: string): Promise<void> {
    const before = await journal.recall(id);
    if (before === null) return;
    if (before.kind === 'all') return replaceAll(before.files);
    const target = join(work, before.path);
    await rm(target, { force: true });
    if (before.bytes === null) return;
    await writeFile(target, before.bytes);
    await chmod(target, before.mode);
  }

  /** Replaces all that is not an input. What a command left is taken away first: a link would lead the writing astray. */
  async function replaceAll(files: FileSet): Promise<void> {
    const kept = [...options.inputs.keys(), ...skills.files.keys(), ...options.links.map((link) => link.at)];
    await removeAllBut(work, kept);
    await writeFiles(work, files);
  }

  async function read(call: Extract<ToolCall, { name: 'read' }>): Promise<ToolResult> {
    const place = await locate(call.file);
    if ('isError' in place) return place;
    const info = await stat(place.file).catch(() => null);
    if (!info) return failure(`${quote(call.file)} does not exist.`);
    if (info.isDirectory()) {
      const entries = await readdir(place.file, { withFileTypes: true });
      const names = entries.slice(0, 1000).map((entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`);
      return success(`${quote(call.file)} is a folder: ${names.join(', ') || 'empty'}`);
    }
    if (!info.isFile() || info.size > 64 << 20)
      return failure(`${quote(call.file)} is not a text file of a readable size.`);
    const bytes = await readFile(place.file);
    if (bytes.includes(0))
      return failure(`${quote(call.file)} is binary (${bytes.length} bytes). Use bash to look at it.`);
    const text = bytes.toString('utf8');
    if (!call.range) return success(cutOff(text) || '(empty)');
    const lines = text.split('\n');
    const [first, last] = call.range;
    const shown = lines.slice(first - 1, last === -1 ? undefined : last).join('\n');
    return success(cutOff(shown) || `(the file has ${lines.length} lines)`);
  }

  async function write(
    id: string,
    named: string,
    change: (before: Buffer | null) => { content: string; note?: string } | { wrong: string },
  ): Promise<ToolResult> {
    const place = await locate(named);
    if ('isError' in place) return place;
    if (!isOutput(place.path)) {
      return failure(
        `${quote(named)} is not an output, so it can't be written. Outputs: ${options.outputs.join(', ')}.`,
      );
    }
    const info = await stat(place.file).catch(() => null);
    if (info && !info.isFile()) return failure(`${quote(named)} is a folder.`);
    const bytes = info ? await readFile(place.file) : null;
    const mode = info ? info.mode & 0o777 : 0o644;
    const changed = change(bytes);
    if ('wrong' in changed) return failure(changed.wrong);
    await journal.begin(id, { path: place.path, bytes, mode });
    await mkdir(dirname(place.file), { recursive: true });
    const temporary = join(folders.root, 'write.next');
    await rm(temporary, { force: true });
    await writeFile(temporary, changed.content);
    await chmod(temporary, changed.content.startsWith('#!') ? 0o755 : mode);
    await rename(temporary, place.file);
    const lines = plural(lineCount(changed.content), 'line');
    return success(changed.note ?? `${info ? 'Replaced' : 'Created'} ${place.path}: ${lines}.`);
  }

  async function shell(
    id: string,
    call: Extract<WorkspaceCall, { name: 'bash' }>,
    signal: AbortSignal,
  ): Promise<ToolResult> {
    // Files outside the outputs too: until the next attempt takes them away, further commands may use them.
    await journal.begin(id, (await readFiles(work, isOwn)).files);
    const result = await sandbox.run(
      {
        // One stream, in the order of writing: a message stands beside what it is about.
        command: `exec 2>&1\n${call.command}`,
        bash: true,
        folder: work,
        readOnly: skills.files.size > 0 ? [...readOnly, SKILLS_FOLDER] : readOnly,
        links: options.links,
        env: { REGENT_OUTPUTS: options.outputs.join('\n') },
        limits: { seconds: call.seconds, memoryMb: 4096, processes: 256, fileMb: 256, outputKb: 512 },
      },
      signal,
    );
    return describeCommand(result);
  }

  async function locate(named: string): Promise<{ path: string; file: string } | ToolResult> {
    const found = toWorkspacePath(named, roots);
    if ('wrong' in found) return failure(found.wrong);
    const wrong = await whyUnreachable(work, found.path);
    if (wrong !== null) return failure(wrong);
    return { path: found.path, file: join(work, found.path) };
  }

  function isOwn(path: string): boolean {
    return isOutput(path) || !(options.inputs.has(path) || skills.files.has(path) || isBelowLink(path));
  }

  function isBelowLink(path: string): boolean {
    return options.links.some((link) => path === link.at || path.startsWith(`${link.at}/`));
  }
}

function replaceText(
  call: Extract<ToolCall, { name: 'edit' }>,
  bytes: Buffer | null,
): { content: string; note: string } | { wrong: string } {
  if (bytes === null) return { wrong: `${quote(call.file)} does not exist: write it.` };
  // What is not text would come out as something else, in places that nobody asked to change.
  if (!isUtf8(bytes)) return { wrong: `${quote(call.file)} is not UTF-8 text: change it with bash, or write it anew.` };
  const before = bytes.toString('utf8');
  const places = before.split(call.old).length - 1;
  if (places === 0)
    return { wrong: `${quote(call.file)} does not contain old_string, which must match to the letter. Read the file.` };
  if (places > 1 && !call.all) {
    return {
      wrong: `old_string occurs ${places} times in ${quote(call.file)}. Give more of its surroundings, or replace_all.`,
    };
  }
  if (before.length + places * call.new.length > outputBounds.fileBytes)
    return { wrong: `${quote(call.file)} would become larger than 32 MB.` };
  return { content: before.split(call.old).join(call.new), note: places > 1 ? `Edited ${places} places.` : 'Edited.' };
}

function cutOff(text: string): string {
  if (text.length <= readLimit) return text;
  return `${text.slice(0, readLimit)}\n(${text.length - readLimit} more characters: give a view_range)`;
}

function fewOf(findings: readonly string[]): string[] {
  if (findings.length <= toldFindings) return [...findings];
  const more = findings.length - toldFindings;
  return [...findings.slice(0, toldFindings), `And ${more} more paths in the outputs can't be kept.`];
}

function success(text: string): ToolResult {
  return { text, isError: false };
}

function failure(text: string): ToolResult {
  return { text: cleanText(headTail(text, 4000)), isError: true };
}
