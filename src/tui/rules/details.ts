import { describeRecord } from '../../core/check-record.ts';
import type { RuleEntry } from '../../core/rule-work.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { moment } from '../facts.ts';
import { accent, bad, blank, bold, dim, fit, good, type Line, line, warn } from '../lines.ts';
import { wrap } from '../width.ts';
import { places, type RuleRow, type RulesState } from './state.ts';

/** What there is to know of one rule: what is wrong with it, whom it is for and why, what its check has said. */
export function detailLines(row: RuleRow, rules: RulesState, width: number): Line[] {
  const { entry, applied, problems } = row;
  const open = rules.pane === 'details';
  const lines: Line[] = [line(open ? accent(cleanLine(row.name)) : bold(cleanLine(row.name)))];
  if (entry?.rule.description) lines.push(...wrap(cleanLine(entry.rule.description), width).map((text) => line(text)));
  lines.push(fit(line(dim(`${cleanLine(row.file)}${entry ? ` · about ${entry.tokens} tokens` : ''}`)), width));
  if (entry?.rule.scope.kind === 'on-request' && rules.list?.trusted === false)
    lines.push(
      ...wrap('! not offered yet: the project is not trusted (regent trust)', width).map((text) => line(warn(text))),
    );
  for (const one of problems) {
    const tone = one.severity === 'error' ? bad : warn;
    lines.push(
      ...wrap(`${one.severity === 'error' ? '✗' : '!'} line ${one.line}: ${cleanLine(one.message)}`, width).map(
        (text) => line(tone(text)),
      ),
      ...wrap(cleanLine(one.mend), width - 2).map((text) => line('  ', dim(text))),
    );
  }
  if (!entry) return lines;
  if (applied) {
    const [, place] = places.find(([one]) => one === applied.place) ?? places[3];
    lines.push(
      blank,
      line(bold(`For ${cleanLine(rules.merged?.spec ?? '')}`), dim(`  ${place}`)),
      ...wrap(cleanLine(applied.why), width).map((text) => line(text)),
    );
    if (applied.note) lines.push(...wrap(cleanLine(applied.note), width).map((text) => line(warn(text))));
  }
  lines.push(...checkLines(entry, applied ? rules.merged?.spec : undefined, width));
  if (!applied) lines.push(...specLines(entry.specs, rules.list?.specs.length ?? 0, width));
  return lines;
}

function checkLines({ rule, record, digest }: RuleEntry, spec: string | undefined, width: number): Line[] {
  if (record === null) return [blank, line(bold('Check'), dim('  none: the text alone asks for it'))];
  const last = spec === undefined ? record.last : (record.bySpec[spec] ?? null);
  const tone = last && !last.ok ? bad : record.failures === 0 ? warn : good;
  const lines = [
    blank,
    line(bold('Check')),
    ...wrap(describeRecord(record, digest, spec), width).map((text) => line(tone(text))),
  ];
  if (last) {
    const { at, session, attempt } = last;
    const where = session === null ? 'run on its own' : `${session}, attempt ${attempt}`;
    lines.push(...wrap(`last: ${moment(at)}, ${where}`, width).map((text) => line(dim(text))));
  }
  if (record.failures === 0)
    lines.push(
      ...wrap(
        `Nobody knows whether it can fail: see it do so on samples that break it, in rules/samples/${cleanLine(rule.name)}/ (c), or break it in an output (w).`,
        width,
      ).map((text) => line(dim(text))),
    );
  if (record.lastFailure) {
    const { spec, at, detail } = record.lastFailure;
    lines.push(line(dim(`last failed: ${moment(at)}, for ${cleanLine(spec)}`)));
    for (const text of cleanText(detail ?? '')
      .replaceAll('\t', '  ')
      .split('\n')
      .slice(0, 8))
      lines.push(fit(line('  ', dim(text)), width));
  }
  return lines;
}

function specLines(specs: RuleEntry['specs'], all: number, width: number): Line[] {
  const title = line(bold('Specs'), dim(`  ${specs.length} of ${all}`));
  if (specs.length === 0) return [blank, title, line(dim('s chooses one, and says why not'))];
  const reasons = Map.groupBy(
    specs,
    ({ place, why, note }) => `${place === 'offered' ? 'offered: ' : ''}${note ?? why}`,
  );
  const shown = [...reasons]
    .slice(0, 50)
    .flatMap(([reason, those]) => [
      ...wrap(those.length === all ? 'all' : those.map((one) => cleanLine(one.spec)).join(', '), width).map((text) =>
        line(text),
      ),
      ...wrap(cleanLine(reason), width - 2).map((text) => line('  ', those[0]?.note ? warn(text) : dim(text))),
    ]);
  return [blank, title, ...shown];
}
