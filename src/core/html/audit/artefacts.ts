import type { Artefact, Audit } from '../../audit/audit.ts';
import { bound } from '../../bounded.ts';
import { causeInWords } from '../../cause-words.ts';
import { money, plural } from '../../words.ts';
import { html, type Part } from '../markup.ts';
import { commitText, leftOut, marked, person, short, table, when } from '../parts.ts';

const shownRows = { first: 700, last: 0 };
const shownPaths = 5;

/** Every artefact that is in force, in the order in which specs are built. */
export function artefacts({ artefacts: all }: Audit): Part {
  if (all.length === 0) return html`<p>Nothing that was accepted is in force.</p>`;
  const { first, left } = bound(all, shownRows.first, shownRows.last);
  const columns = [
    { title: 'Spec', kind: 'tight' },
    { title: 'Accepted by' },
    { title: 'Commit, lock, session' },
    { title: 'Model, cost' },
    { title: 'What proves it', kind: 'wide' },
  ] as const;
  const rows = first.map((one) => [
    html`<div>${short(one.spec, 80)}</div><div>${state(one)}</div>`,
    reviewer(one),
    origin(one),
    html`<div>${short(one.model, 80)}</div><div class="soft">${money(one.usd)}</div>`,
    proof(one),
  ]);
  return [
    table('artefacts-table', `${plural(all.length, 'artefact')}, by the locks in the work tree.`, columns, rows),
    left > 0 ? leftOut(`${plural(left, 'more artefact')}: regent report --json has them all.`) : null,
  ];
}

function state({ drift, causes }: Artefact): Part {
  if (drift.length > 0)
    return html`<details><summary>${marked('warm', 'drifted')}</summary><ul class="plain">${drift
      .slice(0, shownPaths)
      .map(
        (path) => html`<li class="path">${short(path, 200)}</li>`,
      )}${drift.length > shownPaths ? html`<li>… and ${drift.length - shownPaths} more</li>` : null}</ul></details>`;
  if (causes.length === 0) return marked('good', 'as accepted');
  return marked('warm', html`stale: ${short(causes.map(causeInWords).join(', '), 200)}`, '~');
}

function reviewer({ by, policy, at, unconfined, refreshed }: Artefact): Part {
  const who = by
    ? person(by)
    : policy
      ? marked('warm', html`policy ${short(policy, 40)}`, '!')
      : html`<span class="warm">not known</span>`;
  return [
    html`<div>${who}</div>`,
    at ? html`<div class="soft">${when(at, 'day')}</div>` : null,
    unconfined ? html`<div>${marked('warm', 'without a sandbox', '!')}</div>` : null,
    refreshed
      ? html`<div class="soft">proven anew ${when(refreshed.at, 'day')}${refreshed.by ? ` by ${person(refreshed.by)}` : ''}</div>`
      : null,
  ];
}

function origin({ commit, assets, session, attempt, lock }: Artefact): Part {
  return [
    html`<div>${commit ? commitText(commit) : html`<span class="warm">no commit found</span>`}</div>`,
    assets ? html`<div class="soft">assets ${commitText(assets)}</div>` : null,
    html`<div class="path soft">${short(lock, 120)}</div>`,
    html`<div class="soft">${short(session, 80)}, attempt ${attempt}</div>`,
  ];
}

function proof({ verified, tests, outputs }: Artefact): Part {
  const held = `${plural(tests, 'test')} held by the lock, ${plural(outputs, 'file')}`;
  return [
    verified ? html`<div>${short(verified, 400)}</div>` : html`<div class="warm">Its commit says nothing of it.</div>`,
    html`<div class="soft">${held}</div>`,
  ];
}
