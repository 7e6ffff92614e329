import type { CheckFacts, Failing, RequirementFacts, SessionFacts, VerdictFacts } from '../../telling/session-facts.ts';
import { plural } from '../../words.ts';
import { html, type Part } from '../markup.ts';
import { type Column, leftOut, marked, short, table } from '../parts.ts';

/** Requirement by requirement: whether it is proven, and by which tests. */
export function requirements({ verdict, session }: SessionFacts): Part {
  if (!verdict) return html`<p>No attempt was tested, so nothing is proven.</p>`;
  const { shown, left } = firstOf(verdict.requirements, (one) => one.status === 'proven');
  const rows = shown.map((one) => [short(one.id, 30), short(one.text, 1500), status(one), proof(one)]);
  const columns = [
    { title: 'Id', kind: 'tight' },
    { title: 'Requirement', kind: 'wide' },
    { title: 'Status', kind: 'tight' },
    { title: 'What proves it', kind: 'wide' },
  ] as const;
  const caption = `As they stand in the spec that the session used, held against attempt ${verdict.attempt}.`;
  return [
    rows.length > 0
      ? table('requirements-table', caption, columns, rows)
      : html`<p>The spec numbers no requirements, so nothing says what its tests prove.</p>`,
    left > 0 ? leftOut(`${plural(left, 'more requirement')}: regent report ${session.id} --json`) : null,
    verdict.unnamed > 0 ? html`<p class="soft">${plural(verdict.unnamed, 'test')} name no requirement.</p>` : null,
    failures(verdict),
  ];
}

function status({ status: how }: RequirementFacts): Part {
  if (how === 'proven') return marked('good', 'proven');
  return how === 'failing' ? marked('warm', 'failing') : marked('warm', 'no test', '!');
}

function proof({ tests, total, holdout }: RequirementFacts): Part {
  if (total + holdout.total === 0) return html`<span class="warm">No test names it.</span>`;
  const passed = tests.filter((test) => test.status === 'passed').length;
  const words = passed === tests.length ? plural(total, 'test') : `${passed} of ${plural(total, 'test')}`;
  const hidden =
    holdout.passed === holdout.total ? `${holdout.total} holdout` : `${holdout.passed} of ${holdout.total} holdout`;
  if (total === 0) return hidden;
  return html`<details class="proof"><summary>${words}${holdout.total > 0 ? ` + ${hidden}` : ''}</summary><ul class="plain">
${tests.map((test) => html`<li>${testName(test)}</li>`)}
${total > tests.length ? html`<li class="left">… and ${total - tests.length} more</li>` : null}</ul></details>`;
}

function testName({ name, status: how }: Pick<Failing, 'name' | 'status'>): Part {
  return how === 'passed' ? marked('good', short(name)) : marked('warm', html`${short(name)} (${how})`);
}

function failures({ failing, problems, counts }: VerdictFacts): Part {
  const rest = counts.total - counts.passed - failing.length;
  if (failing.length + problems.length === 0) return null;
  return html`<h3>What does not pass</h3><ul class="plain">
${problems.map((one) => html`<li>${marked('warm', short(one, 600), '!')}</li>`)}
${failing.map((one) => html`<li>${failure(one)}</li>`)}</ul>${rest > 0 ? leftOut(`… and ${rest} more.`) : null}`;
}

/** A test that did not pass, with what it said. */
export function failure(one: Failing): Part {
  if (one.message === '') return testName(one);
  return html`<details><summary>${testName(one)}</summary><pre>${one.message}</pre></details>`;
}

/** What was proven again in a fresh folder. */
export function checks({ verdict, session }: SessionFacts): Part {
  if (!verdict || verdict.checks.length === 0)
    return html`<p>${verdict?.green ? 'It was not verified yet.' : 'Nothing was verified: the tests do not pass.'}</p>`;
  const isWhole = verdict.checks.every((one) => one.ok);
  const { shown, left } = firstOf(verdict.checks, (one) => one.ok);
  const rows = shown.map((one) => [
    checkName(one.step),
    one.ok ? marked('good', 'holds') : marked('warm', 'fails'),
    one.counts ? `${one.counts.passed} of ${one.counts.total}` : '',
    ...(isWhole ? [] : [detail(one)]),
  ]);
  const columns: Column[] = [
    { title: 'Check', kind: isWhole ? 'wide' : 'tight' },
    { title: 'Result', kind: 'tight' },
    { title: 'Tests', kind: 'tight' },
    ...(isWhole ? [] : [{ title: 'What it said', kind: 'wide' } as const]),
  ];
  const disclosed =
    verdict.disclosures > 0
      ? leftOut(
          `By failing holdout tests the agent learned the ids of ${plural(verdict.disclosures, 'requirement')}, and nothing else of them.`,
        )
      : null;
  return [
    table('checks-table', `Of attempt ${verdict.attempt}, with pristine tests.`, columns, rows),
    left > 0 ? leftOut(`${plural(left, 'more check')}: regent report ${session.id} --json`) : null,
    disclosed,
  ];
}

function checkName(step: string): Part {
  return step === 'holdout' ? 'holdout tests' : short(step, 120);
}

function detail({ step, ok, detail: said }: CheckFacts): Part {
  if (ok) return '';
  if (step === 'holdout') return 'Kept out of this page, as it is kept from the agent.';
  return said === '' ? 'Nothing.' : html`<pre>${said}</pre>`;
}

const mostRows = 500;

/** As many as a page has room for; where that is not all, those that hold come last. */
function firstOf<T>(all: readonly T[], holds: (one: T) => boolean): { shown: readonly T[]; left: number } {
  if (all.length <= mostRows) return { shown: all, left: 0 };
  const open = all.filter((one) => !holds(one));
  const shown = [...open, ...all.filter(holds)].slice(0, mostRows);
  return { shown, left: all.length - shown.length };
}

/** What the agent decided where the spec is silent. */
export function questions({ verdict, objection }: SessionFacts): Part {
  const objected = objection
    ? html`<h3>Objection${objection.requirement ? ` to ${short(objection.requirement, 30)}` : ''}</h3>
<p class="said">${short(objection.question, 3000)}</p><p class="said soft">${short(objection.evidence, 3000)}</p>`
    : null;
  const asked = verdict?.questions ?? [];
  const left = verdict?.questionsLeft ?? 0;
  if (asked.length === 0) return [objected, html`<p>The agent left none.</p>`];
  return [
    objected,
    html`<ol class="questions">${asked.map(
      ({ requirement, question, choice, alternatives }) => html`<li>
<p class="asked">${requirement ? `${short(requirement, 30)}: ` : ''}${short(question, 600)}</p>
<p>${marked('good', short(choice, 600), '→')}</p>
${alternatives.slice(0, 10).map((one) => html`<p class="soft">or: ${short(one, 600)}</p>`)}
${alternatives.length > 10 ? leftOut(`… and ${alternatives.length - 10} more.`) : null}</li>`,
    )}</ol>`,
    left > 0 ? leftOut(`${plural(left, 'more question')} were recorded between these.`) : null,
  ];
}
