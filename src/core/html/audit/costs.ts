import type { Audit } from '../../audit/audit.ts';
import type { CostRow } from '../../audit/costs.ts';
import { bound } from '../../bounded.ts';
import { money, plural } from '../../words.ts';
import { html, type Part } from '../markup.ts';
import { bar, type Column, leftOut, number, short, table } from '../parts.ts';

/** What it cost, by spec, by model and by month. */
export function costs({ costs: { bySpec, byModel, byMonth, total } }: Audit): Part {
  if (total.sessions === 0) return html`<p>No session, no cost.</p>`;
  return [
    html`<h3>By spec</h3>`,
    rowsOf('cost-specs', 'Spec', 'Specs, the dearest first.', bySpec),
    html`<h3>By model</h3>`,
    rowsOf('cost-models', 'Model', 'Models, the dearest first.', byModel),
    html`<h3>By month</h3>`,
    rowsOf(
      'cost-months',
      'Month',
      'Months, newest first; a session counts where the last thing happened to it.',
      byMonth,
    ),
  ];
}

function rowsOf(id: string, title: string, caption: string, all: readonly CostRow[]): Part {
  const most = Math.max(...all.map((one) => one.usd));
  const { first, left } = bound(all, 300, 0);
  const columns = [
    { title, kind: 'tight' },
    { title: 'Dollars', kind: 'num' },
    ...(most > 0 ? [{ title: 'Share of the dearest' }] : []),
    { title: 'Sessions', kind: 'num' },
    { title: 'Accepted', kind: 'num' },
    { title: 'Attempts', kind: 'num' },
    { title: 'Cost not known', kind: 'num' },
  ] satisfies readonly Column[];
  const rows = first.map((one) => [
    short(one.name, 80),
    dollars(one),
    ...(most > 0 ? [bar(one.usd / most)] : []),
    number(one.sessions),
    number(one.accepted),
    number(one.attempts),
    one.unknown > 0 ? number(one.unknown) : '',
  ]);
  return [
    table(id, caption, columns, rows),
    left > 0 ? leftOut(`${plural(left, 'more row')}: regent report --json has them all.`) : null,
  ];
}

/** What is known of it; a price that is not known is no nothing. */
export function dollars({ usd, unknown, sessions }: CostRow): string {
  if (unknown === sessions && sessions > 0) return 'not known';
  return unknown > 0 ? `${money(usd)} +` : money(usd);
}
