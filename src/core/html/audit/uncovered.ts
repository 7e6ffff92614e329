import type { Artefact, Audit } from '../../audit/audit.ts';
import { bound } from '../../bounded.ts';
import { plural } from '../../words.ts';
import { html, type Part } from '../markup.ts';
import { leftOut, listed, short, table } from '../parts.ts';

/** What a reader should not take for proven. */
export function uncovered({ uncovered: open, artefacts, unbuilt }: Audit): Part {
  const { first, left } = bound(open, 500, 0);
  const columns = [{ title: 'Spec', kind: 'tight' }, { title: 'What' }, { title: 'Where' }] as const;
  const rows = first.map((one) => [
    short(one.spec, 80),
    short(one.message, 300),
    html`<span class="path">${short(one.file, 200)}:${one.line}</span>`,
  ]);
  return [
    html`<h3>Requirements without a test</h3>`,
    rows.length > 0
      ? table('uncovered-table', 'As the specs and tests are now.', columns, rows)
      : html`<p>None: a test names each.</p>`,
    left > 0 ? leftOut(`${plural(left, 'more place')}: regent validate`) : null,
    html`<h3>Weaker proofs</h3>`,
    weaker(artefacts),
    unbuilt.length > 0 ? html`<h3>Nothing accepted yet</h3><p>${listed(unbuilt, 200)}</p>` : null,
  ];
}

function weaker(artefacts: readonly Artefact[]): Part {
  const groups: readonly (readonly [string, (one: Artefact) => boolean])[] = [
    [
      'Without holdout tests, so the agent saw all that proves it',
      ({ verified }) => verified !== null && !/\bholdout\b/.test(verified),
    ],
    ['Accepted by a policy, and read by nobody', ({ policy }) => policy !== null],
    ['Without a sandbox', ({ unconfined }) => unconfined],
    ['Accepted in a commit that was not found, so it is not known what proves it', ({ commit }) => commit === null],
  ];
  const found = groups
    .map(([what, isSo]) => [what, artefacts.filter(isSo).map((one) => short(one.spec, 60))] as const)
    .filter(([, specs]) => specs.length > 0);
  if (found.length === 0) return html`<p>None.</p>`;
  return html`<ul>${found.map(([what, specs]) => html`<li>${what}: ${listed(specs, 60)}</li>`)}</ul>`;
}
