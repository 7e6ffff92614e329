import { cleanLine } from '../../core/text.ts';
import { mostScroll, paragraph, scrolled, textLength, textPage } from '../components/pages.ts';
import { detailsWidth, panes } from '../components/panes.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import type { Layout } from '../layout.ts';
import {
  bad,
  blank,
  bold,
  cell,
  chosen,
  dim,
  exactly,
  fit,
  good,
  type Line,
  line,
  type Span,
  scrollTo,
  warn,
} from '../lines.ts';
import type { Screens } from '../store.ts';
import { detailLines } from './details.ts';
import { currentRow, places, type RuleRow, type RulesState, ruleRows } from './state.ts';

/** The Rules screen: which there are, or how they stand to one spec; at the right the rule that the cursor is on. */
export function rulesView(state: Screens, layout: Layout): Line[] {
  const { rules } = state;
  const { columns, body } = layout;
  if (!rules.list) return exactly([blank, line(dim('  reading the rules …'))], body);
  const rows = ruleRows(rules);
  if (rows.length === 0 && rules.filter === '') return exactly(firstSteps(state, columns), body);
  const row = currentRow(rules);
  if (rules.pane === 'text' && row?.entry) return textLines(row, rules.scroll, columns, body);
  const details = (width: number): Line[] =>
    row
      ? detailLines(row, rules, width)
      : [line(dim(`Nothing matches. ${keyOf(state, 'rules.back')} clears the filter.`))];
  return panes(
    layout,
    rules.pane === 'details',
    (width) => listLines(rules, rows, width, body),
    (width) => scrolled(details(width), rules.scroll, body, rules.pane === 'details' ? 'j' : 'tab, j'),
  );
}

/** How far what the keys move in beside the list can be scrolled: the details, or the text that the model gets. */
export function mostRuleScroll({ rules }: Screens, { columns, body }: Layout): number {
  const row = currentRow(rules);
  if (rules.pane === 'text') return mostScroll(textLength(row?.entry?.shown ?? '', columns), body - 1);
  return mostScroll(row ? detailLines(row, rules, detailsWidth(columns)).length : 0, body);
}

function listLines(rules: RulesState, rows: readonly RuleRow[], width: number, height: number): Line[] {
  const { merged, list, filter } = rules;
  const numbered = merged ? 3 : 0;
  const names = Math.min(Math.floor(width * 0.62), Math.max(8, ...rows.map((row) => row.name.length + numbered)));
  const lines: { readonly row: RuleRow | null; readonly line: Line }[] = [];
  let section: string | undefined;
  let order = 0;
  for (const row of rows) {
    const title = merged && row.applied ? places.find(([place]) => place === row.applied?.place)?.[1] : undefined;
    if (title !== section) lines.push({ row: null, line: line(dim(`  ${title}`)) });
    section = title;
    const isChosen = row.file === rules.cursor;
    const number = merged && row.applied?.applies ? `${++order} ` : '';
    const fact = merged ? (row.entry ? mark(row) : bad('✗')) : summary(row, list?.specs.length ?? 0);
    const text = line(isChosen ? '> ' : '  ', cell(cleanLine(number + row.name), names), '  ', fact);
    lines.push({ row, line: isChosen && rules.pane === 'list' ? chosen(text, width) : fit(text, width) });
  }
  const at = Math.max(
    0,
    lines.findIndex((one) => one.row?.file === rules.cursor),
  );
  const room = Math.max(1, height - 1);
  const from = scrollTo(at, lines.length, room, Math.max(0, at - Math.floor(room / 2)));
  const what = filter === '' ? plural(rows.length, 'rule') : `${rows.length} match ${JSON.stringify(filter)}`;
  const given = rows.flatMap(({ applied }) => (applied?.applies ? [applied.tokens] : []));
  const title = merged
    ? `${cleanLine(merged.spec)}: ${given.length} given, about ${given.reduce((sum, one) => sum + one, 0)} tokens`
    : what;
  return [fit(line(dim(`  ${title}`)), width), ...lines.slice(from, from + room).map((one) => one.line)];
}

/** What its check says, in a mark and a word, and for how many specs it is. */
function summary(row: RuleRow, specs: number): Span {
  if (!row.entry) return bad('✗ broken');
  const count = row.entry.specs.length;
  const offered = count > 0 && row.entry.specs.every((one) => one.place === 'offered');
  const whom = offered ? 'offered' : count === 0 ? 'for none' : count === specs ? 'for all' : `for ${count}`;
  const { text, tone } = mark(row);
  return { text: `${text}${text === '' ? '' : ' '}${whom}`, tone: tone === 'plain' ? 'dim' : tone };
}

function mark({ entry, problems }: RuleRow): Span {
  const record = entry?.record;
  if (problems.some((one) => one.severity === 'error')) return bad('✗');
  if (!record) return dim('');
  if (record.last && !record.last.ok) return bad('✗');
  return record.failures === 0 ? warn('!') : good('✓');
}

/** The whole body: the rule as the model gets it. */
function textLines({ entry, name, file }: RuleRow, scroll: number, columns: number, body: number): Line[] {
  if (!entry) return [];
  const what =
    entry.rule.scope.kind === 'on-request' ? 'the line that offers it, then its text' : 'as the model gets it';
  const title = line(
    bold(` ${cleanLine(name)}`),
    dim(`  ${what}: about ${entry.tokens} tokens in each request · ${cleanLine(file)}`),
  );
  return textPage(title, entry.shown, scroll, columns, body);
}

function firstSteps(state: Screens, columns: number): Line[] {
  return [
    blank,
    ...paragraph(
      'No rules yet. A rule is a constraint over many specs: a Markdown file in rules/, with a check where there can be one.',
      columns,
    ),
    blank,
    line('  ', bold(keyOf(state, 'rules.new')), '  write one'),
    line('  ', bold(keyOf(state, 'rules.import')), "  import one in another tool's format"),
  ];
}
