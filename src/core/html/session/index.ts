import type { SessionFacts, SessionTexts } from '../../telling/session-facts.ts';
import { plural } from '../../words.ts';
import { makePage, type PageMaker } from '../document.ts';
import { html, type Part } from '../markup.ts';
import { leftOut, listed, number, short, when } from '../parts.ts';
import { attempts, strip } from './attempts.ts';
import { changes } from './changes.ts';
import { diffView } from './diffs.ts';
import { costFacts, decisions, figures, needsEye, outcomeOf, proofOf } from './outcome.ts';
import { checks, questions, requirements } from './proofs.ts';
import { steps } from './steps.ts';

const roomOfDiff = { files: 80, linesOfFile: 900, lines: 3000 };

/** Returns the page on a session: what a person needs to judge it in a minute first, then all that stands behind it. */
export function sessionPage(data: SessionFacts, texts: SessionTexts, maker: PageMaker): string {
  const { session, run, verdict } = data;
  const spec = short(session.spec, 80);
  const heading = outcomeOf(data);
  return makePage(
    {
      title: `${spec}: ${heading}`,
      kicker: html`<b>${spec}</b> · a regeneration`,
      heading,
      lead: proofOf(data),
      head: [figures(data), strip(data), needsEye(data)],
      sections: [
        {
          id: 'requirements',
          title: 'Requirements',
          about: 'Each statement of the spec, and the tests that name it.',
          body: requirements(data),
        },
        {
          id: 'questions',
          title: 'Open questions',
          about: 'Where the spec is silent, and what the agent decided.',
          body: questions(data),
        },
        { id: 'checks', title: 'Verification', about: 'In a fresh folder, with pristine tests.', body: checks(data) },
        {
          id: 'changes',
          title: 'What the code does and offers',
          about: 'Found by patterns in the text: a hint where to look, and no proof.',
          body: changes(data),
        },
        {
          id: 'code',
          title: 'Code',
          about: verdict ? `What attempt ${verdict.attempt} changes, against where the session began.` : null,
          body: texts.diff
            ? diffView(texts.diff, roomOfDiff, `regent show ${session.id} ${verdict?.attempt ?? ''} --against base`)
            : leftOut('There is none.'),
        },
        {
          id: 'attempts',
          title: 'Attempts',
          about: 'Each is one tested state of the code, and a commit: which tests turned, and what it changed.',
          body: attempts(data, texts),
        },
        { id: 'steps', title: 'Steps', about: 'What the agent said and did.', body: steps(texts, session.id) },
        { id: 'cost', title: 'Cost', body: costFacts(data) },
        { id: 'decision', title: 'What came of it', body: decisions(data) },
        { id: 'origin', title: 'Where it came from', body: origin(data) },
      ],
      footer: footer(run.events, maker),
    },
    maker,
  );
}

function origin({ session, run }: SessionFacts): Part {
  const rows: readonly (readonly [string, Part])[] = [
    ['Session', html`<code>${session.id}</code>`],
    ['Began on commit', html`<code>${run.base}</code>`],
    ['Digest of its assets', html`<code>${run.assetsDigest}</code>`],
    ['Because of', listed(run.causes)],
    ['Outputs', html`<span class="path">${listed(run.outputs)}</span>`],
    ['Old code', run.mode === 'revise' ? 'shown to the agent' : 'hidden from the agent'],
    ['Sandbox', run.unconfined ? 'none, for some of it' : 'yes'],
    ['Regent', run.regent],
  ];
  return html`<table><caption class="soft">All of it can be seen with regent show ${session.id}.</caption><tbody>${rows
    .filter(([, value]) => value !== '')
    .map(
      ([name, value]) => html`<tr><th scope="row" class="tight">${name}</th><td>${value}</td></tr>`,
    )}</tbody></table>`;
}

function footer(events: number, maker: PageMaker): Part {
  return html`<p>Made by Regent ${maker.version} from the session's log (${plural(events, 'event').replace(/^\d+/, number(events))}), ${when(maker.now)}.</p>
<p>Not on this page: names, contents and values of holdout tests; messages that a person took back; what the model's server answered when it failed; the conversation's opening. Everything that a model, a test or a file said is shown as text.</p>`;
}
