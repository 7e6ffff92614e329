import type { SpecDetails } from '../../core/workbench.ts';
import { moment, money, plural, statusSpan } from '../facts.ts';
import { type Layout, listWidth } from '../layout.ts';
import {
  accent,
  bad,
  beside,
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
  scrollTo,
  warn,
} from '../lines.ts';
import type { Screens } from '../store.ts';
import { wrap } from '../width.ts';
import { isUnreadable, rowState, type SpecRow, specRows } from './rows.ts';

/** The Specs screen: what needs doing and why; at the right the spec that the cursor is on. */
export function specsView(state: Screens, { columns, body }: Layout): Line[] {
  const { bench, specs } = state;
  if (bench.kind === 'none') return exactly(firstSteps(bench.problem.problem, bench.problem.mend, columns), body);
  if (specs.problem) return exactly(firstSteps(specs.problem.problem, specs.problem.mend, columns), body);
  if (!specs.plan) return exactly([blank, line(dim('  reading the specs …'))], body);
  const rows = specRows(specs);
  if (rows.length === 0 && specs.filter === '')
    return exactly(
      firstSteps(
        'There are no specs here yet.',
        'A spec is a folder specs/<name> with numbered requirements and tests.',
        columns,
      ),
      body,
    );
  const width = listWidth(columns);
  const right = detailLines(state, columns - width - 3);
  const scroll = Math.min(specs.scroll, Math.max(0, right.length - body));
  const shown = right.slice(scroll, scroll + body);
  if (right.length > scroll + body)
    shown[body - 1] = line(dim(`  … ${right.length - scroll - body + 1} more ${specs.open ? '(j)' : '(tab, j)'}`));
  return beside(listLines(state, rows, width, body), shown, width, body, columns);
}

function listLines(state: Screens, rows: readonly SpecRow[], width: number, height: number): Line[] {
  const { specs } = state;
  const at = rows.findIndex((row) => row.spec === specs.cursor);
  const needing = rows.filter((row) => row.causes.length > 0).length;
  const title =
    specs.filter === ''
      ? `${plural(rows.length, 'spec')}, ${needing === 0 ? 'nothing to do' : `${needing} to do`}`
      : `${rows.length} match ${JSON.stringify(specs.filter)}`;
  const room = Math.max(1, height - 1);
  const top = scrollTo(Math.max(0, at), rows.length, room, Math.max(0, at - Math.floor(room / 2)));
  const names = Math.min(
    Math.floor(width * 0.55),
    Math.max(8, ...rows.slice(top, top + room).map((row) => row.spec.length)),
  );
  const shown = rows.slice(top, top + room).map((row): Line => {
    const isChosen = row.spec === specs.cursor;
    const text = line(isChosen ? '> ' : '  ', cell(row.spec, names), '  ', rowState(row, state));
    return isChosen && !specs.open ? chosen(text, width) : fit(text, width);
  });
  return [line(dim(`  ${title}`)), ...shown];
}

function detailLines(state: Screens, width: number): Line[] {
  const { specs } = state;
  const row = specRows(specs).find((one) => one.spec === specs.cursor);
  if (!row) return [line(dim('Nothing matches. esc clears the filter.'))];
  const details = specs.details.get(row.spec);
  const facts = specs.plan?.specs.get(row.spec);
  const lines: Line[] = [
    line(specs.open ? accent(row.spec) : bold(row.spec), dim(facts ? `  ${facts.summary}` : '')),
    line(rowState(row, state)),
  ];
  if (row.kind === 'orphan')
    return [
      ...lines,
      blank,
      ...paragraph(
        'Its spec is gone, but its lock is still here. Delete the folder and its outputs, or bring the spec back.',
        width,
      ),
    ];
  if (details === undefined) return lines;
  if (isUnreadable(details)) {
    lines.push(blank);
    for (const one of details.diagnostics ?? []) {
      lines.push(
        ...paragraph(`${one.file}:${one.line}`, width),
        ...wrap(one.message, width - 2).map((text) => line('  ', bad(text))),
        ...wrap(one.mend, width - 2).map((text) => line('  ', dim(text))),
      );
    }
    return lines;
  }
  return [
    ...lines,
    ...requirementLines(details, width),
    ...assetLines(details, width),
    ...historyLines(state, row.spec),
  ];
}

function requirementLines({ requirements, diagnostics }: SpecDetails, width: number): Line[] {
  const lines: Line[] = [blank, line(bold('Requirements'), dim('  and the tests that name them'))];
  if (requirements.length === 0) lines.push(line(warn('  ! The spec numbers no requirements.')));
  for (const one of requirements) {
    const [first = '', ...rest] = wrap(one.text, width - 5);
    lines.push(line(bold(cell(one.id, 5)), first), ...rest.map((text) => line('     ', text)));
    for (const test of one.tests.slice(0, 6)) lines.push(fit(line(dim(`     · ${test}`)), width));
    if (one.tests.length > 6) lines.push(line(dim(`       and ${one.tests.length - 6} more`)));
    if (one.holdout > 0) lines.push(line(dim(`     · ${plural(one.holdout, 'hidden test')}`)));
    if (one.tests.length + one.holdout === 0) lines.push(line('     ', warn('! no test names it')));
  }
  const problems = diagnostics.filter((one) => one.code !== 'untested-requirement');
  for (const one of problems.slice(0, 5))
    lines.push(
      ...wrap(`${one.severity === 'error' ? '✗' : '!'} ${one.file}:${one.line} ${one.message}`, width).map((text) =>
        line(one.severity === 'error' ? bad(text) : warn(text)),
      ),
    );
  return lines;
}

function assetLines({ spec, rules }: SpecDetails, width: number): Line[] {
  const { limits } = spec;
  const about: [string, string][] = [
    ['writes', spec.outputs.join(', ')],
    ['language', spec.language ?? 'any'],
    ['tests', spec.tests.command],
    [
      'limits',
      `${plural(limits.attempts, 'attempt')}, ${limits.minutes} min${limits.usd === null ? '' : `, ${money(limits.usd)}`}`,
    ],
  ];
  if (spec.depends.length > 0) about.push(['needs', spec.depends.join(', ')]);
  if (spec.skills.length > 0) about.push(['skills', spec.skills.join(', ')]);
  for (const rule of rules) about.push(['rule', `${rule.name}${rule.checked ? ' ✓ checked' : ''}`]);
  return [blank, line(bold('Build')), ...about.map(([name, text]) => fit(line(dim(cell(name, 10)), text), width))];
}

function historyLines(state: Screens, spec: string): Line[] {
  const sessions = (state.sessions ?? []).filter((one) => one.spec === spec);
  if (sessions.length === 0) return [blank, line(bold('History')), line(dim('No session yet.'))];
  const costs = sessions.flatMap((one) => (one.usd === null ? [] : [one.usd])).sort((a, b) => a - b);
  const usual = costs[Math.floor(costs.length / 2)];
  return [
    blank,
    line(bold('History'), dim(usual === undefined ? '' : `  a session usually costs ${money(usual)}`)),
    ...sessions
      .slice(0, 8)
      .map((one) =>
        line(
          dim(`${moment(one.startedAt)}  `),
          statusSpan(one.status, one.outcome),
          dim(`  ${plural(one.attempts, 'attempt')}, ${money(one.usd)}`),
        ),
      ),
  ];
}

function firstSteps(problem: string, mend: string, width: number): Line[] {
  return [
    blank,
    ...paragraph(problem, width - 4).map((one) => [{ text: '  ', tone: 'plain' as const }, ...one]),
    ...wrap(mend, width - 4).map((text) => line(dim(`  ${text}`))),
    blank,
    line('  ', bold('D'), '  watch a recorded session in a scratch repository; needs no key'),
    line('  ', bold('i'), '  write a small first spec here, with tests'),
    line('  ', bold('q'), '  quit'),
    blank,
    line(good('  Regent'), dim(' builds code from specs: you keep the requirements and the tests,')),
    line(dim('  an agent writes the code until they pass, and you accept or reject it.')),
  ];
}

function paragraph(text: string, width: number): Line[] {
  return wrap(text, width).map((one) => line(one));
}
