import type { SessionTexts } from '../../telling/session-facts.ts';
import type { Step } from '../../telling/steps.ts';
import { plural } from '../../words.ts';
import { code, html, type Part } from '../markup.ts';
import { leftOut, short } from '../parts.ts';

/** What was said and done, in order, by attempt. */
export function steps({ steps: all }: SessionTexts, session: string): Part {
  const { first, last, left } = all;
  if (first.length === 0) return html`<p>Nothing was said or done.</p>`;
  const gap = `${plural(left, 'step')} between are left out here. The whole log: regent show ${session}`;
  return [byAttempt(first, ''), left > 0 ? leftOut(gap) : null, byAttempt(last, left > 0 ? ', its end' : '')];
}

function byAttempt(steps: readonly Step[], note: string): Part {
  const groups: Step[][] = [];
  for (const step of steps) {
    const open = groups.at(-1);
    if (open?.[0]?.attempt === step.attempt) open.push(step);
    else groups.push([step]);
  }
  return groups.map((group) => {
    const calls = group.filter((step) => step.kind === 'call').length;
    return html`<details><summary><h3>Attempt ${group[0]?.attempt ?? 1}${note}</h3> <span class="soft">${plural(group.length, 'step')}, ${plural(calls, 'call')}</span></summary>
<ol class="steps">${group.map((step) => html`<li>${view(step)}</li>`)}</ol></details>
`;
  });
}

function view({ kind, mood, text, folded }: Step): Part {
  const tone = mood === 'good' ? 'good' : mood === 'bad' || mood === 'warn' ? 'warm' : '';
  switch (kind) {
    case 'said':
      return html`<div class="said">${text}</div>`;
    case 'person':
      return html`<div class="person">A person said: ${text}</div>`;
    case 'call':
      return folded
        ? html`<details><summary class="call ${tone}">${short(text, 400)}</summary><pre>${code(folded)}</pre></details>`
        : html`<div class="call ${tone}">${short(text, 400)}</div>`;
    case 'note':
      return folded
        ? html`<details><summary class="${tone}">${short(text, 800)}</summary><pre>${folded}</pre></details>`
        : html`<div class="${tone}">${short(text, 800)}</div>`;
    default:
      return kind satisfies never;
  }
}
