import type { Limits, Rule, Skill, Spec } from './asset.ts';
import { discloseSkill } from './skill-disclosure.ts';
import { plural } from './words.ts';

/** A text file as the prompt shows it. */
export interface PromptFile {
  readonly path: string;
  readonly text: string;
}

export interface OpeningAssets {
  readonly spec: Spec;
  readonly specText: string;
  readonly contract: readonly PromptFile[];
  readonly tests: readonly PromptFile[];
  /** Contracts of the specs that this one depends on. */
  readonly dependencies: readonly { readonly spec: string; readonly contract: readonly PromptFile[] }[];
  /** Rules in scope that are not in the system text. */
  readonly rules: readonly Rule[];
  /** Skills that the spec names: given whole. */
  readonly skills: readonly Skill[];
  /** All files of the workspace with their sizes in bytes; the text of those that are hardly longer than their mention. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly text?: string }[];
  /** Such as `Node v24.1.0`; null when not known. */
  readonly runtime: string | null;
  readonly limits: Limits;
  readonly hasHoldout: boolean;
}

/** What fits into the opening before files are named only; in characters. */
const fileBudget = 60_000;
const listedFiles = 200;
const smallFiles = 10;
const ruleIndexBudget = 4_000;

/**
 * Returns the system blocks: the same for every session of a project, so that a prompt cache serves all of them. Rules
 * that hold for every spec and the skills' index belong here; what is one spec's own is in its opening.
 */
export function composeSystem(rules: readonly Rule[], skillIndex: string, onRequest: readonly Rule[] = []): string[] {
  const parts = [role];
  if (rules.length > 0) parts.push(`# Rules\n${rules.map(showRule).join('\n')}`);
  if (onRequest.length > 0) parts.push(ruleIndex(onRequest));
  if (skillIndex !== '') parts.push(`# Skills\nRead one with read_skill when its description fits.\n${skillIndex}`);
  return [parts.join('\n\n')];
}

const role = `You write code for Regent: a spec says what is wanted, its tests decide whether it is right, and a person reads and judges your result.

# How it works
- You are in a workspace, a folder with the files listed in the first message. There is no network, no git history and no other copy of the code.
- Only paths that match the outputs are yours. All else that is there is read-only; what is made outside the outputs is taken away when an attempt closes.
- run_tests closes an attempt: the outputs are committed and tested in a clean copy of the workspace. A test that fails, is skipped, is missing or never ran makes it red; you get the report and go on. If your turn ends without run_tests, it is run for you.
- A green attempt is verified in a fresh folder: the tests again, holdout tests if there are any (hidden: same requirements, other inputs, nothing that the spec leaves open; when they fail you learn only which requirements), the rules' checks, the contract's check. If that holds, the session ends at once and a person reviews; if not, you are told and go on. So call choose before run_tests for what the spec left to you.
- Meet the requirements for any input, not only for those in the tests. Never detect, imitate or influence the tests: such code is rejected.
- If spec and tests contradict each other, or the environment is broken, call object with the evidence instead of working around it. That is a good outcome.
- The files shown in the first message need not be read again. Several tool calls in one reply save time.`;

/** Returns the first user message: the spec, what it builds on, and where things are. */
export function composeOpening(assets: OpeningAssets): string {
  const { spec, limits } = assets;
  let left = fileBudget;
  const show = (file: PromptFile): string => {
    left -= file.text.length;
    if (left < 0) return `<file path="${file.path}">(${file.text.length} characters: read it)</file>`;
    return `<file path="${file.path}">\n${file.text.replace(/\n?$/, '\n')}</file>`;
  };
  const parts = [
    `Regenerate \`${spec.name}\`${spec.language ? ` in ${spec.language}` : ''}${spec.mode === 'revise' ? ': the outputs hold the code as it was accepted last; revise it' : ''}.`,
    `Outputs, the only paths you may write: ${spec.outputs.join(', ')}`,
    `Tests run with: ${spec.tests.command}`,
  ];
  if (assets.runtime) parts.push(`Runtime: ${assets.runtime}`);
  parts.push(`Limits: ${showLimits(limits)}. Holdout tests: ${assets.hasHoldout ? 'yes' : 'none'}.`);
  const sections = [parts.join('\n'), show({ path: `${spec.folder}/spec.md`, text: assets.specText })];
  sections.push(...assets.contract.map(show), ...assets.tests.map(show));
  for (const dependency of assets.dependencies) {
    sections.push(`\`${dependency.spec}\`, which this one may use, is there to run; its contract:`);
    sections.push(...dependency.contract.map(show));
  }
  if (assets.rules.length > 0) sections.push(`Rules for this spec:\n${assets.rules.map(showRule).join('\n')}`);
  sections.push(...assets.skills.map(discloseSkill));
  const shown = new Set(
    [...assets.contract, ...assets.tests].map((file) => file.path).concat(`${spec.folder}/spec.md`),
  );
  const others = assets.files.filter((file) => !shown.has(file.path) && !isOfNoUse(file.path));
  const small = others.filter((file) => file.text !== undefined).slice(0, smallFiles);
  const listed = others.filter((file) => !small.includes(file));
  sections.push(...small.map(({ path, text = '' }) => show({ path, text })));
  if (listed.length > 0) sections.push(`Also in the workspace: ${listFiles(listed)}`);
  return sections.join('\n\n');
}

export function showLimits(limits: Limits): string {
  const parts = [plural(limits.attempts, 'attempt'), plural(limits.minutes, 'minute')];
  if (limits.usd !== null) parts.push(`$${limits.usd}`);
  if (limits.tokens !== null) parts.push(`${limits.tokens} tokens`);
  return parts.join(', ');
}

/** Rules are in the text already; licences and lock files help nobody to write code. */
function isOfNoUse(path: string): boolean {
  return /^(rules\/.*\.md|LICENSE.*|CHANGELOG.*|package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(path);
}

function listFiles(files: OpeningAssets['files']): string {
  const lines = files.slice(0, listedFiles).map((file) => `${file.path} (${file.bytes} bytes)`);
  if (files.length > listedFiles) lines.push(`and ${files.length - listedFiles} more`);
  return lines.join(', ');
}

/** A rule as the agent gets it. */
export function showRule(rule: Rule): string {
  const body = rule.body.trim() || rule.description;
  const check = rule.check ? '\n(checked at verification)' : '';
  return `<rule name="${rule.name}">\n${body}${check}\n</rule>`;
}

/** Rules that are read when they fit, like skills; what is over the budget is said. */
export function ruleIndex(rules: readonly Rule[]): string {
  const lines = ['# Rules on request', 'Read one with read_skill when its description fits what you do.'];
  let left = ruleIndexBudget;
  for (const [at, rule] of rules.entries()) {
    const line = showOffered(rule);
    left -= line.length + 1;
    if (left < 0) {
      lines.push(`(${rules.length - at} more rules are not offered.)`);
      break;
    }
    lines.push(line);
  }
  return lines.join('\n');
}

/** The line that offers a rule on request. */
export function showOffered({ name, description }: Rule): string {
  return `- ${name}: ${description.slice(0, 1024)}`;
}
