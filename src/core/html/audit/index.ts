import type { Audit } from '../../audit/audit.ts';
import { plural } from '../../words.ts';
import { makePage, type PageMaker } from '../document.ts';
import { html, type Part } from '../markup.ts';
import { commitText, facts, listed, marked, number, short, when } from '../parts.ts';
import { artefacts } from './artefacts.ts';
import { costs, dollars } from './costs.ts';
import { rejections } from './rejections.ts';
import { uncovered } from './uncovered.ts';

/** Returns the page on a repository: what is in force and who let it in, what was turned down, what it cost. */
export function auditPage(audit: Audit, filter: string, maker: PageMaker): string {
  const name = short(audit.repository, 80);
  const limits = filter === '' ? null : html` Only what fits <em>${short(filter, 300)}</em>.`;
  return makePage(
    {
      title: `${name}: audit`,
      kicker: html`<b>${name}</b> · audit`,
      heading: headingOf(audit),
      lead: html`${leadOf(audit)}${limits}`,
      head: [figures(audit, maker), needsEye(audit)],
      sections: [
        {
          id: 'artefacts',
          title: 'Accepted artefacts',
          about:
            'What is in force: each with the lock that holds it, who let it in, and whether it is still what was accepted.',
          body: artefacts(audit),
        },
        {
          id: 'rejections',
          title: 'Rejections',
          about: 'What people turned down, and what they found at fault.',
          body: rejections(audit),
        },
        { id: 'costs', title: 'Cost', about: costNote(audit), body: costs(audit) },
        {
          id: 'uncovered',
          title: 'What nothing proves',
          about: 'Requirements that no test names, and artefacts with a weaker proof than the others.',
          body: uncovered(audit),
        },
        { id: 'sessions', title: 'Sessions', about: 'What became of all of them.', body: outcomes(audit) },
      ],
      footer: html`<p>Made by Regent ${maker.version} from locks, commits and the logs of sessions on one machine, ${when(maker.now)}. Accepts of sessions that are on other machines are read off their commits; rejections and costs of such sessions are not known here.</p>`,
    },
    maker,
  );
}

function headingOf({ artefacts: all }: Audit): string {
  const drifted = all.filter((one) => one.drift.length > 0).length;
  const count = plural(all.length, 'accepted artefact');
  if (all.length === 0) return 'Nothing is accepted';
  return drifted === 0 ? `${count}, none drifted` : `${count}, ${drifted} drifted`;
}

function leadOf({ artefacts: all, specs, rejections: turned }: Audit): string {
  const stale = all.filter((one) => one.causes.length > 0).length;
  const state =
    all.length === 0
      ? 'No lock was found.'
      : stale === 0
        ? 'All of them are what their specs, tests and rules ask for.'
        : `${stale === 1 ? 'One is' : `${stale} are`} no longer what specs, tests and rules ask for.`;
  return `${plural(specs, 'spec')}. ${state} ${plural(turned.length, 'rejection')}.`;
}

function figures({ costs: { total }, uncovered: open, head, sessions }: Audit, maker: PageMaker): Part {
  return facts([
    ['Sessions', number(sessions)],
    ['Attempts', number(total.attempts)],
    ['Cost', dollars(total)],
    ['Not covered', number(open.length)],
    ['Commit', commitText(head)],
    ['As of', when(maker.now, 'day')],
  ]);
}

function needsEye({ artefacts: all, unbuilt, orphans, uncovered: open }: Audit): Part {
  const drifted = all.filter((one) => one.drift.length > 0);
  const alone = all.filter((one) => one.by === null);
  const bare = all.filter((one) => one.unconfined);
  const points = [
    ...(drifted.length > 0
      ? [
          `Changed by hand since the accept: ${listed(
            drifted.map((one) => one.spec),
            6,
          )}.`,
        ]
      : []),
    ...(alone.length > 0
      ? [
          `No person is named as the reviewer of ${listed(
            alone.map((one) => one.spec),
            6,
          )}.`,
        ]
      : []),
    ...(bare.length > 0
      ? [
          `Built or proven without a sandbox: ${listed(
            bare.map((one) => one.spec),
            6,
          )}.`,
        ]
      : []),
    ...(open.length > 0 ? [`${plural(open.length, 'place')} in specs that no test covers.`] : []),
    ...(unbuilt.length > 0 ? [`Nothing is accepted for ${listed(unbuilt, 6)}.`] : []),
    ...(orphans.length > 0
      ? [
          `Locks whose spec is gone: ${listed(
            orphans.map((one) => one.spec),
            6,
          )}.`,
        ]
      : []),
  ];
  if (points.length === 0 && all.length === 0) return null;
  if (points.length === 0)
    return html`<div class="eye calm"><p>${marked('good', 'Nothing drifted, every artefact has a reviewer, and every requirement has a test.')}</p></div>`;
  return html`<div class="eye"><h2>What needs an eye</h2><ul>${points.map((one) => html`<li>${one}</li>`)}</ul></div>`;
}

function costNote({ costs: { total } }: Audit): string {
  const unknown =
    total.unknown > 0
      ? ` Of ${plural(total.unknown, 'session')} it is not known: the model has no price, or was a recording.`
      : '';
  return `Of ${plural(total.sessions, 'session')}, whatever became of them; drafts are not among them.${unknown}`;
}

function outcomes({ outcomes: counts }: Audit): Part {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  if (rows.length === 0) return html`<p>There is none.</p>`;
  return facts(rows.map(([what, count]) => [short(what, 40), number(count)] as const));
}
