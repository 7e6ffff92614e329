import type { Decision } from '../../core/events.ts';
import { lastMoment, rejection, totalCost } from '../../core/session-filter.ts';
import type { SessionSummary } from '../../core/workbench.ts';
import { moment, money, plural, spentWords, statusSpan } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import type { Layout } from '../layout.ts';
import {
  blank,
  bold,
  cell,
  chosen,
  dim,
  exactly,
  fit,
  type Line,
  line,
  lineWidth,
  scrollTo,
  spread,
  warn,
} from '../lines.ts';
import type { Screens } from '../store.ts';
import { firstLines, wrap } from '../width.ts';
import { chosenRow, type HistoryRow, type HistoryRows, historyRows } from './rows.ts';

/** Rows below the list that tell more of the one that the cursor is on, where there is room for them. */
const below = 5;

/** The History screen: what became of each session, who decided it, and what it cost. */
export function historyView(state: Screens, { columns, body }: Layout): Line[] {
  const { sessions, history } = state;
  if (!sessions) return exactly([blank, line(dim('  reading the sessions …'))], body);
  const found = historyRows(state);
  if (sessions.length + history.elsewhere.length === 0 && found.rows.length === 0)
    return exactly(
      [
        blank,
        line(
          dim(
            `  No session yet. On the Specs screen (${keyOf(state, 'screen.specs')}), ${keyOf(state, 'specs.run')} starts one.`,
          ),
        ),
      ],
      body,
    );
  const more = body >= 12 ? below : 0;
  const room = Math.max(1, body - 1 - more);
  const { rows } = found;
  const at = Math.min(history.cursor, Math.max(0, rows.length - 1));
  const from = scrollTo(at, rows.length, room, Math.max(0, at - Math.floor(room / 2)));
  const shown = rows.slice(from, from + room);
  const names = Math.min(columns < 100 ? 16 : 28, Math.max(8, ...shown.map((row) => specOf(row).length)));
  const list = shown.map((row, place): Line => {
    const isChosen = from + place === at;
    const text = line(isChosen ? '> ' : '  ', cell(specOf(row), names), '  ', ...rowText(row, columns));
    return isChosen ? chosen(text, columns) : fit(text, columns);
  });
  const nothing = [blank, line(dim(`  No session is like that. ${keyOf(state, 'history.clear')} clears the filter.`))];
  return exactly(
    [
      titleLine(state, found, columns),
      ...exactly(rows.length === 0 ? nothing : list, room),
      ...(more > 0 ? [line(dim('─'.repeat(columns))), ...exactly(detailLines(state, columns), more - 1)] : []),
    ],
    body,
  );
}

function titleLine({ history, sessions }: Screens, found: HistoryRows, columns: number): Line {
  const { usd, unknown } = totalCost(found.sessions);
  const isFiltered = history.filter.trim() !== '';
  const count = isFiltered
    ? `${found.sessions.length} of ${(sessions?.length ?? 0) + history.elsewhere.length} like ${JSON.stringify(history.filter)}`
    : plural(found.sessions.length, 'session');
  const [problem] = found.problems;
  const cost = `${money(usd)} ${isFiltered ? 'together' : 'in all'}${unknown > 0 ? `, and ${unknown} of unknown cost` : ''} `;
  return spread(
    line(bold(`  ${count}`), problem ? warn(`  ! ${problem}`) : ''),
    line(dim(problem ? '' : cost)),
    columns,
  );
}

function specOf(row: HistoryRow): string {
  return row.kind === 'drift' ? row.spec : row.session.spec;
}

function rowText(row: HistoryRow, columns: number): Line {
  if (row.kind === 'drift')
    return line(warn('✗ drifted'), `          ${plural(row.paths.length, 'file')} changed by hand`);
  const { session } = row;
  const status = statusSpan(session.status, session.outcome);
  const spent = spentWords(session);
  const rejected = rejection(session);
  const person = session.by?.replace(/ <.*$/, '');
  return line(
    status,
    ' '.repeat(Math.max(1, 17 - lineWidth([status]))),
    columns < 100 ? '' : cell(spent?.attempts ?? '', 12),
    cell(spent?.cost ?? '', 8),
    moment(lastMoment(session)),
    dim(`  ${person ?? session.model}${rejected ? `: ${rejected.cause}` : ''}`),
  );
}

/** More of the one that the cursor is on: why it ended, and each decision with its note. */
function detailLines(state: Screens, columns: number): Line[] {
  const row = chosenRow(state);
  if (!row) return [];
  if (row.kind === 'drift') {
    const paths = row.paths.slice(0, 3).map((path) => fit(line(dim(`  ${path}`)), columns));
    return [line(' Changed by hand since the accept:'), ...paths];
  }
  const { session } = row;
  const spent = spentWords(session);
  const head = `${spent ? `${spent.attempts}, ${spent.cost}, ` : ''}${session.model}. ${session.reason}`;
  return [
    ...firstLines(wrap(head, columns - 2), 2, columns - 2).map((text) => line(` ${text}`)),
    ...session.decisions
      .slice(-3)
      .flatMap((one) =>
        firstLines(wrap(inWords(one), columns - 2), 2, columns - 2).map((text) => line(dim(` ${text}`))),
      ),
    ...(session.decisions.length === 0 ? [line(dim(` ${notDecided(session)}`))] : []),
  ];
}

function inWords(decision: Decision): string {
  const who = `${moment(decision.at)}  ${decision.by.replace(/ <.*$/, '')}`;
  switch (decision.type) {
    case 'accepted':
      return `${who} accepted attempt ${decision.attempt}: commit ${decision.commit.slice(0, 10)}`;
    case 'rejected':
      return `${who} rejected attempt ${decision.attempt}, for ${decision.cause}${decision.note ? `: ${decision.note}` : ''}`;
    case 'undone':
      return `${who} undid the accept: commit ${decision.commit.slice(0, 10)}`;
    default:
      return decision satisfies never;
  }
}

function notDecided({ status, id, shared }: SessionSummary): string {
  if (shared) return `Made elsewhere; its log is here, to be read. Session ${id}`;
  return status === 'waiting' ? `Nobody has decided about it yet. Session ${id}` : `Session ${id}`;
}
