import { explainState, skillLevel } from '../../core/skill-states.ts';
import type { SkillEntry } from '../../core/skill-work.ts';
import { cleanLine } from '../../core/text.ts';
import { plural } from '../facts.ts';
import { accent, bad, blank, bold, dim, fit, good, type Line, line, warn } from '../lines.ts';
import { wrap } from '../width.ts';
import type { SkillsState } from './state.ts';

const whose = { both: '', validator: 'the validator: ', text: 'the text alone: ', regent: '' } as const;

/** What there is to know of one skill: whether it is valid, what becomes of it, what it costs, who uses it. */
export function detailLines(entry: SkillEntry, skills: SkillsState, width: number): Line[] {
  const { name, description, file, source, valid, problems, specs, state } = entry;
  const wrapped = (text: string, tone: typeof dim): Line[] =>
    wrap(cleanLine(text), width).map((row) => line(tone(row)));
  const plain = (text: string) => ({ text, tone: 'plain' as const });
  const lines: Line[] = [line((skills.pane === 'details' ? accent : bold)(cleanLine(name)))];
  if (description !== '') lines.push(...wrapped(description, plain));
  lines.push(fit(line(dim(`${source} · ${cleanLine(file)}`)), width), blank);
  lines.push(line(valid ? good('✓ valid') : bad('✗ not valid by the standard')));
  for (const { severity, line: at, message, mend, by } of problems) {
    const mark = severity === 'error' ? '✗' : '!';
    lines.push(...wrapped(`${mark} line ${at}: ${whose[by]}${message}`, severity === 'error' ? bad : warn));
    lines.push(...wrap(cleanLine(mend), width - 2).map((row) => line('  ', dim(row))));
  }
  const tone = state === 'offered' ? plain : state === 'skipped' ? bad : state === 'named-only' ? dim : warn;
  lines.push(...wrapped(explainState(entry), tone));
  if (entry.compatibility !== '') lines.push(...wrapped(`It needs, as it says: ${entry.compatibility}`, plain));
  for (const hidden of skills.list?.skills.filter((one) => one.by === file) ?? []) {
    lines.push(...wrapped(`It shadows ${hidden.file}.`, dim));
  }
  lines.push(blank, ...costLines(entry, skills, width), blank);
  lines.push(...wrapped(`Specs that name it: ${specs.length > 0 ? specs.join(', ') : 'none'}`, plain));
  const reads = (skills.reads ?? []).filter((one) => one.skill === name);
  const places = [...new Set(reads.map((one) => one.spec))].join(', ');
  lines.push(...wrapped(`Read in ${plural(reads.length, 'session')}${places === '' ? '' : `: ${places}`}`, plain));
  return lines;
}

function costLines(entry: SkillEntry, { levels }: SkillsState, width: number): Line[] {
  const level = levels.get(entry.folder);
  const files = level ? level.files.reduce((sum, file) => sum + file.tokens, 0) : null;
  const row = (number: 1 | 2 | 3, tokens: number | null, more = ''): Line => {
    const cost = ` ${tokens === null ? '     …' : String(tokens).padStart(6)} `;
    return fit(line(bold(`level ${number}`), cost, dim(`${skillLevel(number, entry)}${more}`)), width);
  };
  return [
    line(dim('tokens, about (one for four bytes):')),
    row(1, entry.tokens.index),
    row(2, entry.tokens.instructions),
    row(3, files, level ? `: ${plural(level.files.length, 'file')}` : ''),
  ];
}
