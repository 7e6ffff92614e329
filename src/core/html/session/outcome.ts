import { bound } from '../../bounded.ts';
import type { Decision } from '../../events.ts';
import type { SessionFacts, VerdictFacts } from '../../telling/session-facts.ts';
import { headTail } from '../../text.ts';
import { money, plural } from '../../words.ts';
import { faultWords } from '../fault-words.ts';
import { html, type Part } from '../markup.ts';
import { commitText, facts, leftOut, listed, marked, number, person, short, when } from '../parts.ts';

/** The page's heading: what became of the session, in a few words. */
export function outcomeOf({ session, objection, policy }: SessionFacts): string {
  const { status, outcome, by } = session;
  const last = session.decisions.at(-1);
  switch (status) {
    case 'accepted':
      return policy === null ? `Accepted by ${person(by ?? 'nobody')}` : `Accepted by a policy: ${short(policy, 40)}`;
    case 'rejected':
      return `Rejected by ${person(by ?? 'nobody')}${last?.type === 'rejected' ? `: ${faultWords[last.cause]}` : ''}`;
    case 'undone':
      return `Accepted, and undone by ${person(by ?? 'nobody')}`;
    case 'waiting':
      return 'A candidate waits for a person';
    case 'running':
      return 'It is still running';
    case 'crashed':
      return 'It was cut off';
    case 'ended':
      return endings(outcome, objection?.requirement ?? null);
    default:
      return status satisfies never;
  }
}

function endings(outcome: string | null, requirement: string | null): string {
  const words: Readonly<Record<string, string>> = {
    candidate: 'Verified, in a trial',
    limit: 'A limit ended it',
    objected: requirement ? `The agent objects to ${short(requirement, 20)}` : 'The agent objects',
    interrupted: 'It was interrupted',
    failed: 'It failed',
  };
  return words[outcome ?? ''] ?? 'It ended without a candidate';
}

/** A few sentences: why it ended, what is proven, and by what. */
export function proofOf({ verdict, session }: SessionFacts): string {
  const { status, outcome, reason } = session;
  const why = status === 'ended' && outcome !== 'candidate' ? `${short(reason, 300)} ` : '';
  if (!verdict) return `${why || `${short(reason, 300)} `}No attempt was tested.`;
  return `${why}${whatHolds(verdict)}`;
}

function whatHolds({ requirements, counts, checks, verified, green }: VerdictFacts): string {
  const all = requirements.length;
  const proven = requirements.filter((one) => one.status === 'proven').length;
  if (!green) {
    const hold = all > 0 ? `${proven} of ${plural(all, 'requirement')} hold, and ` : '';
    return `${hold}${counts.passed} of ${plural(counts.total, 'test')} pass.`;
  }
  const hidden = checks.find((one) => one.step === 'holdout')?.counts;
  const by = `by ${plural(counts.total, 'test')}${hidden ? ` and ${plural(hidden.total, 'holdout test')} that the agent never saw` : ''}`;
  const what =
    all === 0
      ? `The spec numbers no requirements; ${counts.passed} of ${plural(counts.total, 'test')} pass.`
      : proven < all
        ? `${proven} of ${plural(all, 'requirement')} proven, ${by}.`
        : `${all === 1 ? 'The one requirement is' : `All ${all} requirements are`} proven, ${by}.`;
  const failed = checks.filter((one) => !one.ok).map((one) => one.step);
  if (verified) return `${what} Verified in a fresh folder.`;
  if (failed.length > 0) return `${what} Not verified: ${listed(failed, 5)} failed in a fresh folder.`;
  return `${what} It is not verified yet.`;
}

/** The figures below the heading. */
export function figures({ session, verdict, run, cost }: SessionFacts): Part {
  return facts([
    ['Attempt', verdict ? `${verdict.attempt} of ${cost.attempts}` : String(cost.attempts)],
    ['Commit', commitOf(session.decisions) ?? commitText(verdict?.commit)],
    ['Model', run.models.map((one) => short(one, 60)).join(', ')],
    ['Cost', cost.usd === null ? 'not known' : money(cost.usd)],
    ['Work', `${cost.minutes.toFixed(1)} min`],
    ['Began', when(session.startedAt, 'day')],
  ]);
}

function commitOf(decisions: readonly Decision[]): Part {
  const accepted = decisions.findLast((one) => one.type === 'accepted');
  return accepted ? commitText(accepted.commit) : null;
}

/** What a person should look at before they believe the rest. */
export function needsEye(data: SessionFacts): Part {
  const { verdict, run, concerns, changes, objection, policy } = data;
  const points: string[] = [];
  if (run.recorded) points.push('The model was played from a recording: no live model wrote this.');
  if (run.unconfined) points.push('Some of it ran without a sandbox.');
  if (policy !== null) points.push('A policy accepted it: nobody is named as its reviewer.');
  if (objection) points.push('The agent says that the spec or its surroundings contradict themselves.');
  if (verdict && !verdict.verified) points.push('It is not verified.');
  if (verdict && verdict.disclosures > 0)
    points.push(
      `The agent was told of ${plural(verdict.disclosures, 'requirement')} that holdout tests found failing.`,
    );
  points.push(...concerns.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`));
  if (changes && changes.unknown.length > 0)
    points.push(`What it can do is not known for ${changes.unknown.map((one) => short(one.language, 40)).join(', ')}.`);
  if (points.length === 0)
    return html`<div class="eye calm"><p>${marked('good', 'No open question, no new power or dependency, nothing unproven.')}</p></div>`;
  return html`<div class="eye"><h2>What needs an eye</h2><ul>${points.map((one) => html`<li>${one}</li>`)}</ul></div>`;
}

/** What the session cost. */
export function costFacts({ cost, run }: SessionFacts): Part {
  const { limits } = run;
  const limit = limits
    ? [
        plural(limits.attempts, 'attempt'),
        `${limits.minutes} min`,
        ...(limits.usd === null ? [] : [money(limits.usd)]),
        ...(limits.tokens === null ? [] : [`${number(limits.tokens)} tokens`]),
      ].join(', ')
    : null;
  return facts([
    ['Dollars', cost.usd === null ? 'not known: the model has no price' : money(cost.usd)],
    ['Tokens', number(cost.tokens)],
    ['Written by the model', number(cost.output)],
    ['Sent from the cache', `${Math.round(cost.cached * 100)}%`],
    ['Turns', number(cost.turns)],
    ['Attempts', number(cost.attempts)],
    ['At work', `${cost.minutes.toFixed(1)} min`],
    ['Limits', limit],
  ]);
}

/** Who decided what, when and why. */
export function decisions({ session, run }: SessionFacts): Part {
  const { first, last, left } = bound(session.decisions, 5, 45);
  const entries = [...first, ...last].map((one) => html`<li>${decision(one)}</li>`);
  const next = run.next ? html`<p class="soft">Next: ${short(run.next, 500)}</p>` : null;
  if (entries.length > 0)
    return [
      html`<ol class="plain">${entries}</ol>`,
      left > 0 ? leftOut(`${plural(left, 'decision')} between are left out.`) : null,
      next,
    ];
  const nobody = session.status === 'waiting' ? 'Nobody has decided about it yet.' : 'There was nothing to decide.';
  return [html`<p>${nobody} ${short(session.reason, 600)}</p>`, next];
}

function decision(one: Decision): Part {
  const who = html`<strong>${short(one.by, 120)}</strong>`;
  switch (one.type) {
    case 'accepted':
      return html`<p>${marked('good', html`${who} accepted attempt ${one.attempt}`)}, ${when(one.at)}: commit ${commitText(one.commit)}</p>`;
    case 'rejected':
      return html`<p>${marked('warm', html`${who} rejected attempt ${one.attempt}`)}, ${when(one.at)}. At fault: ${faultWords[one.cause]}.</p>
${one.note === '' ? null : html`<p class="said">${headTail(one.note, 4000)}</p>`}`;
    case 'undone':
      return html`<p>${marked('warm', html`${who} undid the accept`)}, ${when(one.at)}: commit ${commitText(one.commit)}</p>`;
    default:
      return one satisfies never;
  }
}
