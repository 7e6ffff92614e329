import { indexLines } from '../../core/skill-index.ts';
import { skillLevel, skillStates } from '../../core/skill-states.ts';
import type { SkillEntry } from '../../core/skill-work.ts';
import { cleanLine } from '../../core/text.ts';
import { mostScroll, paragraph, scrolled, textLength, textPage } from '../components/pages.ts';
import { detailsWidth, panes } from '../components/panes.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import type { Layout } from '../layout.ts';
import { bad, blank, bold, cell, chosen, dim, exactly, fit, good, type Line, line, scrollTo, warn } from '../lines.ts';
import type { Screens } from '../store.ts';
import { detailLines } from './details.ts';
import { chosenSkill, type SkillsState, skillRows } from './state.ts';

/** The Skills screen: what is there, and what becomes of it; at the right the skill that the cursor is on. */
export function skillsView(state: Screens, layout: Layout): Line[] {
  const { skills } = state;
  const { columns, body } = layout;
  if (!skills.list) return exactly([blank, line(dim('  reading the skills …'))], body);
  const rows = skillRows(skills);
  if (rows.length === 0 && skills.filter === '') return exactly(firstSteps(state, columns), body);
  const entry = chosenSkill(skills);
  if (skills.pane === 'text' && entry) return textLines(entry, skills, columns, body);
  const details = (width: number): Line[] =>
    entry
      ? detailLines(entry, skills, width)
      : [line(dim(`Nothing matches. ${keyOf(state, 'skills.back')} clears the filter.`))];
  return panes(
    layout,
    skills.pane === 'details',
    (width) => listLines(skills, rows, width, body),
    (width) => scrolled(details(width), skills.scroll, body, skills.pane === 'details' ? 'j' : 'tab, j'),
  );
}

/** How far what the keys move in beside the list can be scrolled: the details, or the text that the model gets. */
export function mostSkillScroll({ skills }: Screens, { columns, body }: Layout): number {
  const entry = chosenSkill(skills);
  if (!entry) return 0;
  if (skills.pane === 'text') return mostScroll(textLength(levelText(entry, skills), columns), body - 1);
  return mostScroll(detailLines(entry, skills, detailsWidth(columns)).length, body);
}

function listLines(skills: SkillsState, rows: readonly SkillEntry[], width: number, height: number): Line[] {
  const { list, filter, cursor, pane } = skills;
  const room = Math.max(1, height - 2);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.folder === cursor),
  );
  const from = scrollTo(at, rows.length, room, Math.max(0, at - Math.floor(room / 2)));
  const shown = rows.slice(from, from + room);
  const names = Math.min(Math.max(8, width - 18), Math.max(8, ...shown.map((row) => row.name.length)));
  const lines = shown.map((row) => {
    const isChosen = row.folder === cursor;
    const text = line(
      isChosen ? '> ' : '  ',
      row.valid ? good('✓ ') : bad('✗ '),
      cell(cleanLine(row.name), names),
      ' ',
      row.state === 'offered' ? dim(row.source) : warn(skillStates[row.state]),
    );
    return isChosen && pane === 'list' ? chosen(text, width) : fit(text, width);
  });
  const what = filter === '' ? plural(rows.length, 'skill') : `${rows.length} match ${JSON.stringify(filter)}`;
  const index = list?.index;
  const cost = index
    ? `index: about ${index.tokens} of ${index.budget} tokens${index.left.length > 0 ? `, ${index.left.length} cut` : ''}`
    : '';
  return [fit(line(dim(`  ${what}`)), width), fit(line(dim(`  ${cost}`)), width), ...lines];
}

/** The whole body: what the model gets at one level. */
function textLines(entry: SkillEntry, skills: SkillsState, columns: number, body: number): Line[] {
  const { level, levels } = skills;
  const got = levels.get(entry.folder);
  const tokens = {
    1: entry.tokens.index,
    2: entry.tokens.instructions,
    3: got?.files.reduce((sum, file) => sum + file.tokens, 0) ?? 0,
  }[level];
  const title = line(
    bold(` ${cleanLine(entry.name)}`),
    dim(`  level ${level} of 3, ${skillLevel(level, entry)}: about ${plural(tokens, 'token')}  (h l)`),
  );
  return textPage(title, levelText(entry, skills), skills.scroll, columns, body);
}

/** What the model gets at the level that shows. */
function levelText(entry: SkillEntry, { level, list, levels }: SkillsState): string {
  const got = levels.get(entry.folder);
  const index = entry.state === 'offered' && list ? indexLines(list.index).get(entry.name) : undefined;
  const texts = {
    1: index ?? '(It is not in the index.)',
    2: got?.instructions ?? '(reading …)',
    3:
      got?.files.map(({ path, bytes, text }) => `--- ${path}\n${text ?? `(no text: ${bytes} bytes)`}`).join('\n') ||
      '(It has no further files.)',
  } as const;
  return texts[level];
}

function firstSteps(state: Screens, columns: number): Line[] {
  const about = 'No skills yet. A skill is a folder with a SKILL.md: what an agent has to know to do one thing well.';
  return [
    blank,
    ...paragraph(about, columns),
    blank,
    line('  ', bold(keyOf(state, 'skills.new')), '  write one'),
    line('  ', bold(keyOf(state, 'skills.import')), '  import one from another tool'),
  ];
}
