import { skillLevel } from '../../core/skill-states.ts';
import type { SkillEntry } from '../../core/skill-work.ts';
import { cleanLine } from '../../core/text.ts';
import { ask, benchOf, type Deps, during, guarded, patch, say } from '../deps.ts';
import { editFile } from '../edit-file.ts';
import { plural } from '../facts.ts';
import { chosenSkill, skillRows } from './state.ts';
import { watchFolder } from './watch.ts';

/** Reads all skills anew; the cursor stays on its skill. */
export function readSkills(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const workbench = benchOf(deps);
    if (!workbench) return;
    const list = await workbench.skills.list();
    patch(deps, 'skills', { list, levels: new Map() });
    keepCursor(deps);
    await readLevels(deps);
    patch(deps, 'skills', { reads: await workbench.skills.reads() });
  });
}

/** Reads what the model gets of the skill that the cursor is on, if that was not done yet. */
export function readLevels(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const { skills } = deps.store.getState();
    const entry = chosenSkill(skills);
    const workbench = benchOf(deps);
    void watchFolder(deps.store, entry?.folder ?? null, () => void readSaved(deps));
    if (!entry || !workbench || skills.levels.has(entry.folder)) return;
    const levels = await workbench.skills.levels(entry);
    if (levels === null) return;
    const now = deps.store.getState().skills;
    patch(deps, 'skills', { levels: new Map([...now.levels, [entry.folder, levels]]) });
  });
}

/** Somebody saved the skill that the cursor is on, in an editor elsewhere: says what is wrong with it now. */
async function readSaved(deps: Deps): Promise<void> {
  const { screen, skills } = deps.store.getState();
  if (screen !== 'skills') return;
  const before = chosenSkill(skills);
  await readSkills(deps);
  const now = chosenSkill(deps.store.getState().skills);
  if (now && now.folder === before?.folder && JSON.stringify(now) !== JSON.stringify(before)) tellVerdict(deps, now);
}

export function setFilter(deps: Deps, filter: string): void {
  patch(deps, 'skills', { filter });
  keepCursor(deps);
  void readLevels(deps);
}

/** Opens a skill in the person's editor; afterwards says whether it is valid, and if not, where. */
export function editSkill(deps: Deps, entry: Pick<SkillEntry, 'file' | 'folder' | 'name'>): Promise<void> {
  return guarded(deps, async () => {
    const workbench = benchOf(deps);
    if (!workbench) return;
    const { isAbsolute } = await import('node:path');
    await editFile(deps, isAbsolute(entry.file) ? entry.file : `${workbench.root}/${entry.file}`);
    patch(deps, 'skills', { cursor: entry.folder });
    await readSkills(deps);
    const now = deps.store.getState().skills.list?.skills.find((one) => one.folder === entry.folder);
    if (now) tellVerdict(deps, now);
  });
}

/** Writes a new skill and opens it in the person's editor. */
export async function newSkill(deps: Deps, name: string, from: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const made = await during(deps, `writing ${name}`, () => workbench.skills.create({ name, from }));
  if (!made) return;
  patch(deps, 'skills', { filter: '', pane: 'list' });
  await editSkill(deps, { ...made, folder: `${workbench.root}/skills/${made.name}` });
}

export async function importFrom(deps: Deps, from: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench || from.trim() === '') return;
  const place = await absolute(deps, from.trim());
  const done = await during(deps, `importing from ${from}`, () => workbench.skills.import(place, {}));
  if (!done) return;
  const written = done.skills.filter((one) => one.written);
  const [shown] = written;
  if (shown) patch(deps, 'skills', { filter: '', cursor: `${workbench.root}/${dirnameOf(shown.file)}` });
  await readSkills(deps);
  const same = done.skills.length - written.length;
  const [first] = done.refused;
  const said = `${plural(written.length, 'skill')} imported${same > 0 ? `, ${same} there already` : ''}`;
  if (first)
    say(deps, 'warn', `${said}, ${done.refused.length} refused: ${first.name}: ${cleanLine(first.why)}`, first.mend);
  else say(deps, 'good', `${said}.`);
}

export async function exportTo(deps: Deps, to: string): Promise<void> {
  const workbench = benchOf(deps);
  const entry = chosenSkill(deps.store.getState().skills);
  if (!workbench || !entry || to.trim() === '') return;
  const place = await absolute(deps, to.trim());
  const done = await during(deps, `exporting ${entry.name}`, () => workbench.skills.export(entry.name, place, {}));
  if (!done) return;
  await readSkills(deps);
  say(deps, 'good', done.written ? `Wrote ${done.file}.` : `${done.file} is there already, just so.`);
}

/** Asks whether the project's own skills may be offered, and keeps the answer. */
export async function askForTrust(deps: Deps, then?: () => void): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const { skills } = await workbench.skills.trust();
  const names = `${skills.slice(0, 6).map(cleanLine).join(', ')}${skills.length > 6 ? ` and ${skills.length - 6} more` : ''}`;
  ask(deps, {
    kind: 'choose',
    title: 'This project brings skills. May the agent be offered them?',
    options: [
      ['yes', `Yes, I trust it: offer ${skills.length === 0 ? 'what it will have' : names}`],
      ['no', 'No: only what a spec names'],
    ],
    at: 0,
    run: (answer) =>
      void guarded(deps, async () => {
        await workbench.skills.trust(answer === 'yes');
        await readSkills(deps);
        then?.();
      }),
  });
}

/** Does what would start a session; where the project brings skills and nobody has spoken, asks about them first. */
export function withTrust(deps: Deps, start: () => void): Promise<void> {
  return guarded(deps, async () => {
    const trust = await benchOf(deps)?.skills.trust();
    if (trust && trust.trusted === null && trust.skills.length > 0) await askForTrust(deps, start);
    else start();
  });
}

function tellVerdict(deps: Deps, { name, file, valid, problems, skipped, tokens }: SkillEntry): void {
  const [first, ...more] = problems.toSorted((a, b) =>
    a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1,
  );
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  if (skipped) say(deps, 'bad', `${skipped.file}:${skipped.line}: ${skipped.message}`, skipped.mend);
  else if (first) say(deps, valid ? 'warn' : 'bad', `${file}:${first.line}: ${first.message}${rest}`, first.mend);
  else
    say(
      deps,
      'good',
      `${name} is valid. Tokens, about: ${tokens.index} ${skillLevel(1, { tokens })}, ${tokens.instructions} ${skillLevel(2, { tokens })}.`,
    );
}

function dirnameOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}

/** A tool's word as it is, a path from where Regent was started. */
async function absolute(deps: Deps, place: string): Promise<string> {
  if (/^(home-)?(claude|agents)$/.test(place)) return place;
  const { resolve } = await import('node:path');
  return resolve(deps.context.cwd, place);
}

function keepCursor(deps: Deps): void {
  const { skills } = deps.store.getState();
  const rows = skillRows(skills);
  if (rows.some((row) => row.folder === skills.cursor)) return;
  patch(deps, 'skills', { cursor: rows[0]?.folder ?? null, scroll: 0 });
}
