import type { Rule, Spec } from '../../core/asset.ts';
import type { Attempts, BuildPorts } from '../../core/build-ports.ts';
import type { FileSet, Model, Sandbox } from '../../core/ports.ts';
import type { Budget } from '../../core/workbench.ts';
import { commitAttempt } from '../git/commit-attempt.ts';
import { readDiffStat } from '../git/diff.ts';
import { narrowedTo } from '../git/narrow.ts';
import { readFiles } from '../git/read-files.ts';
import { deleteRef, updateRef } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { createProofs, type TestWatch } from '../proofs/index.ts';
import type { SessionFolders } from '../workspace/folders.ts';
import { createWorkspace } from '../workspace/index.ts';
import { type SessionSkills, skillShelf } from './skill-shelf.ts';

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
  readonly skills: SessionSkills;
  /** Names of the skills that the agent has read; added to. */
  readonly skillsRead: Set<string>;
  /** Rules that the agent is offered by their description. */
  readonly offeredRules: readonly Rule[];
  readonly links: readonly { readonly from: string; readonly at: string }[];
  readonly folders: SessionFolders;
  readonly sandbox: Sandbox;
  readonly model: Model;
  readonly budget: Budget | null;
  readonly watch: TestWatch;
}

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
      skills: skillShelf(options),
    }),
    attempts: createAttempts(options),
    proofs: createProofs({ spec, folders, sandbox, visible, hidden, rules, links, clock, watch: options.watch }),
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
  const narrowed = narrowedTo(spec.outputs);
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
