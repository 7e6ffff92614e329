import type { Changes, Sighting } from '../../inspect/index.ts';
import type { SessionFacts } from '../../telling/session-facts.ts';
import { html, type Part } from '../markup.ts';
import { listed, marked, short, table } from '../parts.ts';

/** What the outputs do and offer that they did not before, each with its place. */
export function changes({ changes: found }: SessionFacts): Part {
  if (!found) return html`<p>There is nothing to compare: no attempt was tested.</p>`;
  const { capabilities, dependencies, surface, unknown } = found;
  const all = [
    { id: 'capabilities', title: 'Capabilities', found: capabilities },
    { id: 'dependencies', title: 'Dependencies', found: dependencies },
    { id: 'surface', title: 'Public surface', found: surface },
  ] as const;
  const same = all.filter((one) => isSame(one.found)).map((one) => one.title.toLowerCase());
  return [
    all.filter((one) => !isSame(one.found)).map((one) => part(one.id, one.title, one.found)),
    same.length > 0 ? html`<p>Nothing new, gone or changed in: ${same.join(', ')}.</p>` : null,
    unknown.map(
      ({ language, files }) => html`<p class="soft">Not known for ${short(language, 60)}: ${listed(files)}</p>`,
    ),
  ];
}

function isSame({ added, dropped, changed }: Changes): boolean {
  return added.length + dropped.length + changed.length === 0;
}

function part(id: string, title: string, { added, dropped, changed }: Changes): Part {
  const isPower = id === 'capabilities';
  const rows = [
    ...changed.map(({ before, after }) => [
      short(after.kind, 40),
      marked('warm', 'changed', '~'),
      html`<code>${short(after.name, 200)}</code>${shapes(before, after)}`,
      places(after),
    ]),
    ...dropped.map((one) => [
      short(one.kind, 40),
      isPower ? marked('soft', 'no longer', '−') : marked('warm', 'gone', '−'),
      name(one),
      '',
    ]),
    ...added.map((one) => [
      short(one.kind, 40),
      isPower ? marked('warm', 'new', '+') : marked('good', 'new', '+'),
      name(one),
      places(one),
    ]),
  ];
  const columns = [
    { title: 'Kind', kind: 'tight' },
    { title: 'Change', kind: 'tight' },
    { title: 'Name', kind: 'wide' },
    { title: 'Where', kind: 'wide' },
  ] as const;
  return html`<h3>${title}</h3>${table(`${id}-table`, `${title}, against the outputs that were there when the session began.`, columns, rows)}`;
}

function name({ name: what, shape, kind }: Sighting): Part {
  const form = shape && kind !== 'contract' ? ` ${short(shape, 300)}` : '';
  return html`<code>${short(what, 200)}${form.startsWith(' (') ? form.slice(1) : form}</code>`;
}

function shapes(before: Sighting, after: Sighting): Part {
  if (after.kind === 'contract') return ': its text';
  return html`: <code>${short(before.shape ?? '(nothing)', 300)}</code> → <code>${short(after.shape ?? '(nothing)', 300)}</code>`;
}

function places({ places: all }: Sighting): Part {
  const shown = all.slice(0, 3).map(({ file, line }) => html`<span class="path">${short(file, 200)}:${line}</span> `);
  return [shown, all.length > 3 ? html`<span class="soft">and ${all.length - 3} more</span>` : null];
}
