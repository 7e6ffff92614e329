/**
 * How the assets of a session differ from what the project has: the sessions of a trial run with one, and nothing else
 * does. Paths are relative to git's common folder, where a trial keeps what it tries.
 */
export interface Variant {
  /** Names of skills that are neither offered nor given, and whose files nobody sees. */
  readonly withoutSkills?: readonly string[];
  readonly withoutRules?: readonly string[];
  /** Skill's name → folder that is read in place of the project's own; offered even where it ships with Regent. */
  readonly skills?: Readonly<Record<string, string>>;
  /** Rule's name → file that is read in place of the project's own. */
  readonly rules?: Readonly<Record<string, string>>;
}

/** Where a session stands in a trial. */
export interface TrialPlace {
  /** The trial's id. */
  readonly id: string;
  readonly arm: 'a' | 'b';
  /** What the arm is, in words: `with tabular`. */
  readonly label: string;
  /** Which session of its spec and arm it is, from 1. */
  readonly repeat: number;
  readonly variant: Variant;
}
