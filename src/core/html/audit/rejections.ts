import type { Audit } from '../../audit/audit.ts';
import { bound } from '../../bounded.ts';
import { plural } from '../../words.ts';
import { faultWords } from '../fault-words.ts';
import { html, type Part } from '../markup.ts';
import { facts, leftOut, person, short, table, when } from '../parts.ts';

/** What was rejected, newest first, and how often each thing was at fault. */
export function rejections({ rejections: all }: Audit): Part {
  if (all.length === 0) return html`<p>Nothing was rejected.</p>`;
  const faults = Map.groupBy(all, (one) => one.cause);
  const { first, left } = bound(
    all.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    400,
    0,
  );
  const columns = [
    { title: 'When', kind: 'tight' },
    { title: 'Spec', kind: 'tight' },
    { title: 'At fault', kind: 'tight' },
    { title: 'Note', kind: 'wide' },
    { title: 'By' },
    { title: 'Session' },
  ] as const;
  const rows = first.map((one) => [
    when(one.at, 'day'),
    short(one.spec, 80),
    faultWords[one.cause],
    short(one.note, 600),
    person(one.by),
    html`<span class="soft">${short(one.session, 80)}, attempt ${one.attempt}</span>`,
  ]);
  return [
    facts([...faults].map(([cause, of]) => [faultWords[cause], String(of.length)] as const)),
    table('rejections-table', 'Rejections, newest first.', columns, rows),
    left > 0 ? leftOut(`${plural(left, 'more rejection')}: regent log --status rejected`) : null,
  ];
}
