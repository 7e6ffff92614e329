import { realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { ASSET_NAME_RULE, isAssetName } from '../../../core/asset-name.ts';
import { parseLooseFrontmatter } from '../../../core/loose-frontmatter.ts';
import { placeholders } from '../../../core/placeholders.ts';
import { parseRule } from '../../../core/rule.ts';
import { exportPath, guessFormat, nameFor, writeAgents, writeForeign, writeOwn } from '../../../core/rule-formats.ts';
import type { CopiedRule, ExportTarget, NewRule } from '../../../core/rule-work.ts';
import { shortName } from '../../../core/rules-for.ts';
import { didYouMean } from '../../../core/suggest.ts';
import type { Problem } from '../../../core/workbench.ts';
import { loadProject } from '../../assets/index.ts';
import { readText } from '../../assets/read-text.ts';

/** Writes a new rule, with what is known of it; the rest is a template that is valid as it stands. */
export async function createRule(root: string, name: string, wishes: NewRule): Promise<{ file: string } | Problem> {
  if (!isAssetName(name)) return badName(name);
  const { description, globs, specs, check } = wishes;
  const head = [`description: ${description ? JSON.stringify(description) : placeholders.rule.description}`];
  if (globs && globs.length > 0) head.push(`globs: ${JSON.stringify(globs)}`);
  if (specs && specs.length > 0) head.push(`specs: ${JSON.stringify(specs)}`);
  if (!globs?.length && !specs?.length)
    head.push('# globs: ["src/**/*.ts"]   for specs whose outputs can match; without, for every spec');
  head.push(
    check
      ? `check: ${JSON.stringify(check)}`
      : `# check: node rules/${name}.mjs   fails when the rule is broken; runs at verification`,
  );
  const text = `---\n${head.join('\n')}\n---\n\n${template}`;
  return writeNew(root, `rules/${name}.md`, text, false);
}

const template = `${placeholders.rule.text} One thing a rule; an example says more than an adjective.
`;

/** Writes a rule of another tool, from anywhere, as one of the project's own. */
export async function importRule(
  root: string,
  path: string,
  options: { name?: string | undefined; force?: boolean },
): Promise<CopiedRule | Problem> {
  const inside = relative(root, path);
  const file = inside.startsWith('..') || isAbsolute(inside) ? basename(path) : inside.replaceAll('\\', '/');
  const read = readText(path, { file, maxBytes: 1024 * 1024 });
  if (read.kind === 'missing')
    return { problem: `There is no file ${path}.`, mend: 'Give the path of a rule file.', exit: 2 };
  if (read.kind === 'problem') return asProblem(file, read.diagnostic);
  const source = guessFormat(file, read.text);
  const { rule, diagnostics } = parseRule(source, file, read.text);
  if (rule === null) return asProblem(file, diagnostics[0]);
  const name = options.name ?? nameFor(rule);
  if (!isAssetName(name)) return badName(name);
  const keys = source === 'agents-md' ? [] : Object.keys(parseLooseFrontmatter(read.text, file).data ?? {});
  const { text, lost } = writeOwn(rule, keys);
  const written = await writeNew(root, `rules/${name}.md`, text, options.force === true);
  return 'problem' in written ? written : { ...written, lost };
}

/** Writes a rule into another tool's folder. */
export async function exportRule(
  root: string,
  name: string,
  { to, force = false }: { to: ExportTarget; force?: boolean },
): Promise<CopiedRule | Problem> {
  const { rules, specs } = loadProject(root, { files: false });
  const rule = rules.find((one) => one.name === name) ?? rules.find((one) => shortName(one) === name);
  if (!rule) {
    const names = rules.map((one) => one.name);
    return {
      problem: `There is no rule ${JSON.stringify(name)}.`,
      mend: `${didYouMean(name, names)}List them: regent rule list`,
      exit: 2,
    };
  }
  if (rule.body.trim() === '')
    return {
      problem: `${name} is a check alone, and no tool but Regent runs it.`,
      mend: 'Give it a text that says what it asks for.',
    };
  const file = exportPath(rule, to);
  if (file === rule.file)
    return { problem: `${file} is where it comes from.`, mend: 'Name another tool with --to.', exit: 2 };
  const outputsOf = (spec: string) => specs.get(spec)?.spec?.outputs ?? [];
  if (to !== 'agents') {
    const { text, lost } = writeForeign(rule, to, outputsOf);
    const written = await writeNew(root, file, text, force);
    return 'problem' in written ? written : { ...written, lost };
  }
  const before = readText(join(root, file), { file, maxBytes: 1024 * 1024, within: root });
  if (before.kind === 'problem') return asProblem(file, before.diagnostic);
  const { text, lost } = writeAgents(rule, before.kind === 'text' ? before.text : '', outputsOf);
  const written = await writeNew(root, file, text, true);
  return 'problem' in written ? written : { ...written, lost };
}

async function writeNew(root: string, file: string, text: string, force: boolean): Promise<{ file: string } | Problem> {
  const path = join(root, file);
  const old = readText(path, { file, maxBytes: 1024 * 1024, within: root });
  if (old.kind === 'problem') return asProblem(file, old.diagnostic);
  if (old.kind === 'text' && old.text !== text && !force)
    return { problem: `${file} is there already.`, mend: 'Choose another name, or write over it with --force.' };
  await mkdir(dirname(path), { recursive: true });
  const inside = relative(realpathSync(root), realpathSync(dirname(path)));
  if (inside.startsWith('..') || isAbsolute(inside))
    return {
      problem: `${dirname(file)} is a link that leads out of the repository.`,
      mend: 'Put a folder there instead.',
    };
  await writeFile(path, text);
  return { file };
}

function badName(name: string): Problem {
  return {
    problem: `${JSON.stringify(name.slice(0, 64))} is no rule's name.`,
    mend: `Choose another: ${ASSET_NAME_RULE}.`,
    exit: 2,
  };
}

function asProblem(file: string, diagnostic: { message: string; mend: string } | undefined): Problem {
  return {
    problem: `${file}: ${diagnostic?.message ?? 'it is no rule.'}`,
    mend: diagnostic?.mend ?? 'Give the path of a rule file.',
  };
}
