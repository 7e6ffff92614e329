import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule, Skill, Spec } from '../../core/asset.ts';
import type { Attempts, BuildPorts, ToolResult } from '../../core/build-ports.ts';
import type { FileSet, Model, Sandbox } from '../../core/ports.ts';
import { cleanText, headTail } from '../../core/text.ts';
import type { Budget } from '../../core/workbench.ts';
import { commitAttempt } from '../git/commit-attempt.ts';
import { readDiffStat } from '../git/diff.ts';
import { readFiles } from '../git/read-files.ts';
import { deleteRef, updateRef } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { createProofs } from '../proofs/index.ts';
import type { SessionFolders } from '../workspace/folders.ts';
import { createWorkspace } from '../workspace/index.ts';
import { staticBaseOrFile } from './inputs.ts';

export interface PortOptions {
  readonly id: string;
  readonly repository: Repository;
  readonly spec: Spec;
  readonly base: string;
  readonly baseDate: number;
  readonly isOutput: (path: string) => boolean;
  readonly visible: FileSet;
  readonly hidden: FileSet;
  readonly rules: readonly Rule[];
  readonly skills: readonly Skill[];
  /** Rules that the agent is offered by their description. */
  readonly offeredRules: readonly Rule[];
  readonly links: readonly { readonly from: string; readonly at: string }[];
  readonly folders: SessionFolders;
  readonly sandbox: Sandbox;
  readonly model: Model;
  readonly budget: Budget | null;
}

/** The longest text of a skill that the agent gets at once; in characters. */
const skillLimit = 40_000;
export const clock = { now: () => Date.now() };

/** Ties the loop's ports to a session's folders and repository. */
export function createPorts(options: PortOptions): BuildPorts {
  const { folders, sandbox, spec, links } = options;
  const { rules, visible, hidden } = options;
  return {
    model: options.model,
    workspace: createWorkspace({
      folders,
      sandbox,
      inputs: visible,
      outputs: spec.outputs,
      isOutput: options.isOutput,
      links,
      readSkill: async (name, file) =>
        readRule(options.offeredRules, name, file) ?? readSkill(options.skills, name, file),
    }),
    attempts: createAttempts(options),
    proofs: createProofs({ spec, folders, sandbox, visible, hidden, rules, links, clock }),
    clock,
    budget: options.budget,
  };
}

/** The ports of a session whose assets may change while it is paused. */
export interface SwitchablePorts {
  readonly ports: BuildPorts;
  replace(change: Partial<PortOptions>): void;
}

export function createSwitchablePorts(options: PortOptions): SwitchablePorts {
  let given = options;
  let { workspace, attempts, proofs } = createPorts(options);
  return {
    ports: {
      model: options.model,
      clock,
      budget: options.budget,
      get workspace() {
        return workspace;
      },
      get attempts() {
        return attempts;
      },
      get proofs() {
        return proofs;
      },
    },
    replace(change) {
      given = { ...given, ...change };
      ({ workspace, attempts, proofs } = createPorts(given));
    },
  };
}

/** The ref that holds a session's attempts. */
export function sessionRef(id: string): string {
  return `refs/regent/sessions/${id}`;
}

function createAttempts({ id, repository, spec, base, baseDate, isOutput }: PortOptions): Attempts {
  const under = spec.outputs.map(staticBaseOrFile);
  const narrowed = under.includes('') ? {} : { under };
  return {
    async commit(attempt, previous, files) {
      const commit = () =>
        commitAttempt(repository, {
          ref: sessionRef(id),
          base,
          previous,
          outputs: isOutput,
          ...narrowed,
          files,
          message: `${spec.name}: attempt ${attempt}\n`,
          date: baseDate,
        });
      let result = await commit();
      if ('moved' in result) {
        // A crash between a commit and its event leaves the ref ahead of the log, which is the truth.
        if (previous === null) await deleteRef(repository, sessionRef(id));
        else await updateRef(repository, sessionRef(id), previous);
        result = await commit();
      }
      if ('moved' in result) throw new Error(`${sessionRef(id)} was moved by another process`);
      if ('refused' in result)
        return { refused: result.refused.map(({ path, reason }) => `${JSON.stringify(path)} ${reason}.`) };
      const stat = await readDiffStat(repository, previous ?? base, result.commit, narrowed);
      return { commit: result.commit, added: stat.added, removed: stat.removed, files: stat.files.length };
    },
    async files(commit) {
      const result = await readFiles(repository, commit, { wanted: isOutput, ...narrowed, maxBytes: 512 << 20 });
      if ('tooLarge' in result) throw new Error('the outputs are larger than 512 MB');
      return result.files;
    },
  };
}

/** A rule on request is read like a skill without further files. */
function readRule(rules: readonly Rule[], name: string, file: string | null): ToolResult | null {
  const rule = file === null ? rules.find((one) => one.name === name) : undefined;
  return rule ? { text: headTail(cleanText(rule.body).trim(), skillLimit), isError: false } : null;
}

async function readSkill(skills: readonly Skill[], name: string, file: string | null): Promise<ToolResult> {
  const skill = skills.find((one) => one.name === name);
  if (!skill)
    return {
      text: `There is no skill ${JSON.stringify(name.slice(0, 80))}. The skills: ${skills.map((one) => one.name).join(', ')}.`,
      isError: true,
    };
  if (file === null || file === 'SKILL.md') {
    const more =
      skill.files.length > 0
        ? `\n\n(Further files of this skill, by read_skill: ${skill.files.slice(0, 50).join(', ')})`
        : '';
    return { text: headTail(cleanText(skill.body).trim(), skillLimit) + more, isError: false };
  }
  if (!skill.files.includes(file)) {
    return {
      text: `${skill.name} has no file ${JSON.stringify(file.slice(0, 200))}. Its files: ${skill.files.slice(0, 50).join(', ') || 'only SKILL.md'}.`,
      isError: true,
    };
  }
  const bytes = await readFile(join(skill.folder, file)).catch(() => null);
  if (!bytes || bytes.includes(0)) return { text: `${file} of ${skill.name} can't be read as text.`, isError: true };
  return { text: headTail(cleanText(bytes.toString('utf8')), skillLimit), isError: false };
}
