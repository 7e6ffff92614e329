import { explainNoSpecs } from '../../core/no-specs.ts';
import { mostScroll, scrolled } from '../components/pages.ts';
import { detailsWidth, panes } from '../components/panes.ts';
import { plural } from '../facts.ts';
import type { Layout } from '../layout.ts';
import { blank, cell, chosen, dim, exactly, fit, type Line, line, scrollTo } from '../lines.ts';
import type { Screens } from '../store.ts';
import { detailLines } from './details.ts';
import { firstSteps } from './first-steps.ts';
import { longestName, needing, rowState, type SpecRow, specRows } from './rows.ts';

/** The Specs screen: what needs doing and why; at the right the spec that the cursor is on. */
export function specsView(state: Screens, layout: Layout): Line[] {
  const { columns, body } = layout;
  const { bench, specs } = state;
  if (bench.kind === 'none')
    return exactly(firstSteps(state, bench.problem.problem, bench.problem.mend, columns), body);
  if (specs.problem) return exactly(firstSteps(state, specs.problem.problem, specs.problem.mend, columns), body);
  if (!specs.plan) return exactly([blank, line(dim('  reading the specs …'))], body);
  const rows = specRows(specs);
  if (rows.length === 0 && specs.filter === '') {
    const { problem, mend } = explainNoSpecs(specs.plan.deleted ?? []);
    return exactly(firstSteps(state, problem, mend, columns), body);
  }
  return panes(
    layout,
    specs.open,
    (width) => listLines(state, rows, width, body),
    (width) => shownDetails(state, width, body),
  );
}

function shownDetails(state: Screens, width: number, body: number): Line[] {
  const { specs } = state;
  return scrolled(detailLines(state, width), specs.scroll, body, specs.open ? 'j' : 'tab, j');
}

/** How far the details can be scrolled. */
export function mostDetailScroll(state: Screens, { columns, body }: Layout): number {
  return mostScroll(detailLines(state, detailsWidth(columns)).length, body);
}

function listLines(state: Screens, rows: readonly SpecRow[], width: number, height: number): Line[] {
  const { specs } = state;
  const at = rows.findIndex((row) => row.spec === specs.cursor);
  const todo = needing(rows);
  const title = specs.run
    ? `the plan runs: ${specs.run.ended} of ${specs.run.specs} done`
    : specs.filter === ''
      ? `${plural(rows.length, 'spec')}, ${todo === 0 ? 'nothing to do' : `${todo} to do`}`
      : `${rows.length} match ${JSON.stringify(specs.filter)}, ${todo} to do`;
  const room = Math.max(1, height - 1);
  const top = scrollTo(Math.max(0, at), rows.length, room, Math.max(0, at - Math.floor(room / 2)));
  const names = Math.min(Math.floor(width * 0.55), Math.max(8, longestName(specs)));
  const shown = rows.slice(top, top + room).map((row): Line => {
    const isChosen = row.spec === specs.cursor;
    const text = line(isChosen ? '> ' : '  ', cell(row.spec, names), '  ', rowState(row, state));
    return isChosen && !specs.open ? chosen(text, width) : fit(text, width);
  });
  return [line(dim(`  ${title}`)), ...shown];
}
