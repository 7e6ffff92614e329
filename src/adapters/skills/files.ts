import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Skill } from '../../core/asset.ts';
import type { ToolResult } from '../../core/build-ports.ts';
import type { FileContent, FileSet } from '../../core/ports.ts';
import { discloseFile, discloseSkill, workspaceFolder } from '../../core/skill-disclosure.ts';

const largestFile = 16 << 20;
const largestSkill = 64 << 20;

/** Answers `read_skill`: the instructions, or one further file. */
export async function readSkill(skills: readonly Skill[], name: string, file: string | null): Promise<ToolResult> {
  const skill = skills.find((one) => one.name === name);
  if (!skill) {
    const names = skills.slice(0, 50).map((one) => one.name);
    return failure(`There is no skill ${JSON.stringify(name.slice(0, 80))}. The skills: ${names.join(', ')}.`);
  }
  if (file === null || file === 'SKILL.md') return { text: discloseSkill(skill), isError: false };
  const path = file.replace(/^\.\//, '');
  if (!skill.files.includes(path)) {
    const files = skill.files.slice(0, 50).join(', ') || 'only SKILL.md';
    return failure(`${skill.name} has no file ${JSON.stringify(file.slice(0, 200))}. Its files: ${files}.`);
  }
  const bytes = await readFile(join(skill.folder, path)).catch(() => null);
  if (!bytes || bytes.includes(0)) return failure(`${path} of ${skill.name} can't be read as text.`);
  return { text: discloseFile(bytes.toString('utf8')), isError: false };
}

/** A skill's files as a workspace has them. What is too large is left out; links were sorted out when it was listed. */
export async function readSkillFiles(skill: Skill): Promise<FileSet> {
  const files = new Map<string, FileContent>();
  let total = 0;
  for (const path of ['SKILL.md', ...skill.files]) {
    const content = await readRegular(join(skill.folder, path));
    if (content === null || total + content.bytes.length > largestSkill) continue;
    total += content.bytes.length;
    files.set(`${workspaceFolder(skill)}/${path}`, content);
  }
  return files;
}

async function readRegular(path: string): Promise<FileContent | null> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
  if (!handle) return null;
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > largestFile) return null;
    return { mode: stat.mode & 0o100 ? '100755' : '100644', bytes: await handle.readFile() };
  } finally {
    await handle.close();
  }
}

function failure(text: string): ToolResult {
  return { text, isError: true };
}
