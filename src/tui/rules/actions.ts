import { isProblem } from '../../cli/context.ts';
import type { CheckOptions } from '../../core/rule-work.ts';
import { cleanLine } from '../../core/text.ts';
import { benchOf, type Deps, during, guarded, patch, say } from '../deps.ts';
import { editFile } from '../edit-file.ts';
import { plural } from '../facts.ts';
import { currentRow, ruleRows } from './state.ts';

/** Reads all rules anew, and holds them against the spec that is chosen. */
export function readRules(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const workbench = benchOf(deps);
    if (!workbench) return;
    const spec = deps.store.getState().rules.merged?.spec ?? null;
    const [list, merged] = await Promise.all([
      workbench.rules.list(),
      spec === null ? null : workbench.rules.forSpec(spec),
    ]);
    patch(deps, 'rules', { list, merged: merged === null || isProblem(merged) ? null : merged });
    keepCursor(deps);
  });
}

/** Holds the rules against a spec; against all of them when none is named. */
export async function chooseSpec(deps: Deps, spec: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const merged = spec === '' ? null : await during(deps, `reading ${spec}`, () => workbench.rules.forSpec(spec));
  patch(deps, 'rules', { merged, scroll: 0, pane: 'list' });
  keepCursor(deps);
}

export function setFilter(deps: Deps, filter: string): void {
  patch(deps, 'rules', { filter });
  keepCursor(deps);
}

/** Opens a rule in the person's editor, and says afterwards whether it is a rule now. */
export function editRule(deps: Deps, file: string): Promise<void> {
  return guarded(deps, async () => {
    const workbench = benchOf(deps);
    if (!workbench) return;
    await editFile(deps, `${workbench.root}/${file}`);
    await readRules(deps);
    patch(deps, 'rules', { cursor: file });
    keepCursor(deps);
    const row = ruleRows({ ...deps.store.getState().rules, filter: '' }).find((one) => one.file === file);
    const [problem, ...more] = row?.problems ?? [];
    if (problem) {
      const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
      say(
        deps,
        problem.severity === 'error' ? 'bad' : 'warn',
        `${file}:${problem.line}: ${problem.message}${rest}`,
        problem.mend,
      );
    } else if (row?.entry)
      say(
        deps,
        'good',
        `${row.name} is valid: ${row.entry.tokens} tokens, for ${plural(row.entry.specs.length, 'spec')}.`,
      );
  });
}

/** Writes a new rule and opens it in the person's editor. */
export async function newRule(deps: Deps, name: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench || name.trim() === '') return;
  const made = await during(deps, `writing ${name}`, () => workbench.rules.create(name.trim(), {}));
  if (!made) return;
  patch(deps, 'rules', { cursor: made.file, filter: '' });
  await editRule(deps, made.file);
}

/** Runs checks against what was accepted, or what lies in the work tree, and says what they came to. */
export async function runChecks(deps: Deps, rule: string | undefined, worktree = false): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const { list, merged } = deps.store.getState().rules;
  const bearing = list?.rules.find((one) => one.rule.name === rule)?.specs.map((one) => one.spec);
  const options: CheckOptions = { specs: merged ? [merged.spec] : (bearing ?? []), rule, worktree };
  const said = await during(deps, `running ${rule === undefined ? 'all checks' : `the check of ${rule}`}`, async () => {
    let runs = 0;
    const failed: string[] = [];
    const skipped: string[] = [];
    for await (const one of workbench.rules.check(options, deps.context.signal)) {
      if ('because' in one) {
        if (one.problem) return one.problem;
        skipped.push(`${one.spec}: ${one.because}`);
        continue;
      }
      runs++;
      if (!one.ok)
        failed.push(one.sample ? `${one.rule} can't fail: it passes ${one.spec}` : `${one.rule} for ${one.spec}`);
    }
    return { runs, failed, skipped };
  });
  await readRules(deps);
  if (!said) return;
  const { runs, failed, skipped } = said;
  if (failed.length > 0)
    say(
      deps,
      'bad',
      `${failed.length} of ${plural(runs, 'check')} failed: ${failed.join(', ')}`,
      'the details have what it printed',
    );
  else if (runs === 0) say(deps, 'warn', `Nothing to check. ${skipped[0] ?? ''}`);
  else say(deps, 'good', `${plural(runs, 'check')} passed.`);
}

/** Writes the rule that the cursor is on into another tool's folder. */
export async function exportRule(deps: Deps, to: 'cursor' | 'claude' | 'copilot' | 'agents'): Promise<void> {
  const workbench = benchOf(deps);
  const row = currentRow(deps.store.getState().rules);
  if (!workbench || !row?.entry) return;
  const { name } = row.entry.rule;
  const copied = await during(deps, `exporting ${row.name}`, () => workbench.rules.export(name, { to }));
  if (!copied) return;
  await readRules(deps);
  tellCopied(deps, copied.file, copied.lost);
}

/** Makes a rule of the project from a file in another tool's format. */
export async function importRule(deps: Deps, path: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench || path.trim() === '') return;
  const { resolve } = await import('node:path');
  const copied = await during(deps, `importing ${path}`, () =>
    workbench.rules.import(resolve(deps.context.cwd, path.trim()), {}),
  );
  if (!copied) return;
  patch(deps, 'rules', { cursor: copied.file, filter: '' });
  await readRules(deps);
  tellCopied(deps, copied.file, copied.lost);
}

function tellCopied(deps: Deps, file: string, lost: readonly string[]): void {
  if (lost.length === 0) say(deps, 'good', `Wrote ${file}; nothing is lost.`);
  else say(deps, 'warn', `Wrote ${file}. Lost: ${cleanLine(lost.join(' '))}`);
}

/** The cursor stays on its rule as long as that shows. */
function keepCursor(deps: Deps): void {
  const { rules } = deps.store.getState();
  const rows = ruleRows(rules);
  if (rows.some((row) => row.file === rules.cursor)) return;
  patch(deps, 'rules', { cursor: rows[0]?.file ?? null, scroll: 0 });
}
