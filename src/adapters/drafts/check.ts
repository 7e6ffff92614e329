import type { Diagnostic } from '../../core/diagnostic.ts';
import { applyDraft } from '../../core/draft/apply.ts';
import type { DraftFile, DraftScope, DraftSource } from '../../core/draft/events.ts';
import type { CheckedDraft } from '../../core/draft/loop.ts';
import type { WantedFile } from '../../core/draft/propose.ts';
import { assetNameOf } from '../../core/draft/scope.ts';
import type { LoadedSpec, Project } from '../../core/project.ts';
import { parseRule } from '../../core/rule.ts';
import { rulesFor } from '../../core/rules-for.ts';
import { parseSkill } from '../../core/skill.ts';
import { checkSkill } from '../../core/skill-validity.ts';
import { parseSpec } from '../../core/spec.ts';
import { validateProject } from '../../core/validate.ts';
import { loadProject, readTests } from '../assets/index.ts';
import { readAsset } from './asset-file.ts';

export interface DraftAim {
  readonly scope: DraftScope;
  readonly source: DraftSource;
}

/** Lays wanted files over the assets as they are, and finds all that is wrong with the result. Writes nothing. */
export function checkDraft(root: string, aim: DraftAim, wanted: readonly WantedFile[]): CheckedDraft {
  const applied = applyDraft(aim.scope, wanted, (path) => readAsset(root, path));
  if ('problems' in applied || applied.files.length === 0) return applied;
  const problems = findProblems(root, aim, applied.files);
  return problems.length > 0 ? { problems: problems.slice(0, 20) } : applied;
}

function findProblems(root: string, { scope, source }: DraftAim, files: readonly DraftFile[]): string[] {
  switch (scope.asset) {
    case 'spec':
    case 'test':
      return [...wantsTest(scope, source, files), ...checkSpecFiles(root, scope.spec ?? '', files)];
    case 'rule':
      return files.flatMap((file) => [
        ...isTaken(scope, file, 'rule'),
        ...sentences(parseRule('rules', file.path, file.after).diagnostics),
        ...missesSpec(root, scope, file),
      ]);
    case 'skill':
      return checkSkillFiles(root, scope, files);
    default:
      return scope.asset satisfies never;
  }
}

/** A requirement that nothing holds the code to is a wish: only a wording may change without a test. */
function wantsTest({ asset, spec }: DraftScope, source: DraftSource, files: readonly DraftFile[]): string[] {
  if (asset === 'spec' && (source.kind === 'rejection' || source.kind === 'objection')) return [];
  const folder = `specs/${spec}/tests/`;
  return files.some((file) => file.path.startsWith(folder))
    ? []
    : [`The draft has no test: add or change a file in ${folder}.`];
}

/** Validates the project as it would be. The spec had no errors before, so that all there are now are the draft's. */
function checkSpecFiles(root: string, name: string, files: readonly DraftFile[]): string[] {
  const project = loadProject(root, { only: [name] });
  const { texts } = readTests(project);
  const loaded = project.specs.get(name);
  if (!loaded) return [`specs/${name} is gone.`];
  const ofSpec = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.filter((one) => one.file.startsWith(`specs/${name}/`));
  const before = new Set(ofSpec(validateProject(project, texts)).map(({ message }) => message));
  const drafted: Project = {
    ...project,
    specs: new Map([...project.specs, [name, layOver(loaded, project, files)]]),
  };
  const draftedTexts = new Map([...texts, ...files.map(({ path, after }) => [path, after] as const)]);
  const after = ofSpec(validateProject(drafted, draftedTexts));
  return sentences(after.filter((one) => one.severity === 'error' || (isCoverage(one) && !before.has(one.message))));
}

function layOver(loaded: LoadedSpec, project: Project, files: readonly DraftFile[]): LoadedSpec {
  const text = files.find((file) => file.path === loaded.specPath)?.after ?? loaded.text;
  const tests = files.map((file) => file.path).filter((path) => path !== loaded.specPath);
  return {
    ...loaded,
    ...parseSpec({ folder: `specs/${loaded.name}`, text, defaults: project.config.defaults }),
    text,
    files: { ...loaded.files, tests: [...new Set([...loaded.files.tests, ...tests])].sort() },
  };
}

function isCoverage({ code }: Diagnostic): boolean {
  return code === 'untested-requirement' || code === 'idle-test' || code === 'no-requirements';
}

function checkSkillFiles(root: string, scope: DraftScope, files: readonly DraftFile[]): string[] {
  const [first] = files;
  if (!first) return [];
  const folder = `skills/${assetNameOf(first.path)}`;
  const main = `${folder}/SKILL.md`;
  const text = files.find((file) => file.path === main)?.after ?? readAsset(root, main);
  if (text === null || text === 'unreadable') return [`The draft has no ${main}.`];
  const taken = isTaken(scope, { path: main, before: readBefore(root, main), after: text }, 'skill');
  // What is newly written has to be valid to the letter, and not only good enough to be loaded.
  const invalid = checkSkill(text, { folder: assetNameOf(first.path), file: main });
  if (invalid.length > 0) return [...taken, ...sentences(invalid)];
  return [...taken, ...sentences(parseSkill({ source: 'project', folder, file: main, text, files: [] }).diagnostics)];
}

function readBefore(root: string, path: string): string | null {
  const text = readAsset(root, path);
  return text === 'unreadable' ? '' : text;
}

/** What a rejection of one spec calls for has to hold for that spec. */
function missesSpec(root: string, { spec: name }: DraftScope, file: DraftFile): string[] {
  const { rule } = parseRule('rules', file.path, file.after);
  const spec = name === null ? null : loadProject(root, { only: [name] }).specs.get(name)?.spec;
  if (!rule || !spec) return [];
  return rulesFor(spec, [rule]).some((one) => one.applies)
    ? []
    : [`The rule does not apply to ${spec.name}, whose outputs are ${spec.outputs.join(', ')}: mend its scope.`];
}

/** A draft of something new must not take the place of what is there. */
function isTaken({ name }: DraftScope, { path, before }: DraftFile, what: string): string[] {
  return name === null && before !== null
    ? [`The ${what} ${assetNameOf(path)} is there already: choose another name.`]
    : [];
}

function sentences(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ file, line, message, mend }) => `${file}:${line}: ${message} ${mend}`);
}
