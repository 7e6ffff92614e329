import { bound } from '../../bounded.ts';
import type { AttemptFacts, SessionFacts, SessionTexts } from '../../telling/session-facts.ts';
import type { TestChanges } from '../../test-changes.ts';
import { money, plural } from '../../words.ts';
import { html, type Part } from '../markup.ts';
import { bar, commitText, leftOut, listed, marked, short } from '../parts.ts';
import { diffView } from './diffs.ts';
import { failure } from './proofs.ts';

const roomOfAttempt = { files: 20, linesOfFile: 250, lines: 500 };

const shownInRow = { first: 3, last: 9 };

/** The attempts in a row: passed and all tests, lines, cost. */
export function strip({ attempts: { first, last, left }, session }: SessionFacts): Part {
  const all = [...first, ...last];
  if (all.length === 0) return null;
  const row = bound(all, shownInRow.first, shownInRow.last);
  const between = row.left + left;
  return html`<h2 class="unseen">Attempts</h2><ol class="strip">${row.first.map(cell)}
${between > 0 ? html`<li>${leftOut(`… ${plural(between, 'attempt')}: regent show ${session.id}`)}</li>` : null}${row.last.map(cell)}</ol>`;
}

/** Each attempt with what it changed and which tests turned. */
export function attempts({ attempts: { first, last, left }, session }: SessionFacts, { diffs }: SessionTexts): Part {
  if (first.length === 0) return html`<p>No attempt was made.</p>`;
  const gap = `${plural(left, 'attempt')} between are left out here. All of them: regent show ${session.id}`;
  return [
    first.map((one) => details(one, diffs, session.id, first.length === 1)),
    left > 0 ? leftOut(gap) : null,
    last.map((one) => details(one, diffs, session.id, false)),
  ];
}

function cell({ number, counts, green, verified, added, removed, usd }: AttemptFacts): Part {
  const words = verified
    ? 'verified'
    : verified === false
      ? 'not verified'
      : green
        ? 'green'
        : counts
          ? 'red'
          : 'not tested';
  const mood = verified || (green && verified === null) ? 'good' : 'warm';
  return html`<li><a href="#attempt-${number}" class="${verified ? 'done' : ''}"><span class="soft">Attempt ${number}</span><b>${counts ? `${counts.passed} / ${counts.total}` : '–'}</b>
${bar(counts && counts.total > 0 ? counts.passed / counts.total : 0, mood)}<span>${marked(mood, words)}</span><span class="soft">+${added} −${removed} · ${money(usd)}</span></a></li>`;
}

function details(one: AttemptFacts, diffs: SessionTexts['diffs'], session: string, isOnly: boolean): Part {
  const { number, counts, commit, undone, undoneTotal, findings, tests, failing, disclosed, added, removed } = one;
  const diff = diffs.get(number);
  const passed = counts
    ? `${counts.passed} of ${plural(counts.total, 'test')} pass`
    : 'its tests did not run to their end';
  const how = `regent show ${session} ${number}`;
  const changed = diff
    ? html`<p class="soft">What it changed, against ${number === 1 ? 'the beginning' : 'the attempt before'}:</p>${diffView(diff, roomOfAttempt, how)}`
    : isOnly
      ? html`<p>What it changed is in the section <a href="#code">Code</a>.</p>`
      : leftOut(`Its diff is left out here: ${how}`);
  return html`<details id="attempt-${number}"><summary><h3>Attempt ${number}</h3> <span class="soft">${passed}, +${added} −${removed}, ${commitText(commit)}</span></summary>
${undone.length > 0 ? html`<p class="warm">Written outside the outputs, and taken away: ${listed(undone)}${undoneTotal > undone.length ? ` and ${undoneTotal - undone.length} more` : ''}</p>` : null}
${findings.map((text) => html`<p class="warm">${short(text, 400)}</p>`)}
${disclosed.length > 0 ? html`<p class="warm">Holdout tests failed; the agent was told of ${disclosed.map((id) => short(id, 20)).join(', ')}.</p>` : null}
${tests ? turned(tests) : null}
${failing.length > 0 ? html`<ul class="plain">${failing.map((test) => html`<li>${failure(test)}</li>`)}</ul>` : null}
${changed}
</details>
`;
}

function turned({ green, red, vanished, appeared }: TestChanges): Part {
  const names = (all: readonly string[], mood: 'good' | 'warm' | 'soft', what: string) =>
    all.map((name) => html`<li>${marked(mood, html`${short(name)} <span class="soft">${what}</span>`)}</li>`);
  const rows = [
    ...names(red, 'warm', 'turned red'),
    ...names(vanished, 'warm', 'vanished'),
    ...names(green, 'good', 'turned green'),
    ...names(appeared, 'soft', 'new'),
  ];
  return rows.length > 0 ? html`<ul class="plain">${rows}</ul>` : null;
}

/** The attempts whose diffs a page has room for, and that its section on the code does not show already. */
export function attemptsWithDiffs(numbers: readonly number[]): readonly number[] {
  if (numbers.length < 2) return [];
  return numbers.length <= 16 ? numbers : [...numbers.slice(0, 4), ...numbers.slice(-12)];
}
