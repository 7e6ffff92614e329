import type { Decision, Event } from '../events.ts';
import { describeReport } from '../judge.ts';
import { cleanText, headTail } from '../text.ts';

/**
 * Returns what a session has to teach, within so many characters, the most telling first: what the reviewer said, what
 * the agent objected to and had to decide, what failed before it passed, which commands failed, what it looked up.
 * Of holdout tests there is nothing but the requirement ids that the agent was told too.
 */
export function digestSession(events: readonly Event[], decisions: readonly Decision[], budget: number): string {
  const parts: string[] = [];
  let left = budget;
  for (const [title, items] of sections(events, decisions)) {
    const kept: string[] = [];
    for (const item of items) {
      if (item.length + title.length + 8 > left) break;
      kept.push(item);
      left -= item.length + 1;
    }
    if (kept.length > 0) {
      parts.push(`## ${title}\n${kept.join('\n')}`);
      left -= title.length + 6;
    }
    if (kept.length < items.length) parts.push(`(${items.length - kept.length} more under "${title}" are left out)`);
  }
  return parts.join('\n\n');
}

function sections(events: readonly Event[], decisions: readonly Decision[]): [title: string, items: string[]][] {
  return [
    ['What the reviewer said', reviewerWords(events, decisions)],
    [
      'What the agent objected to',
      of(events, 'objection-raised').map(
        ({ requirement, question, evidence }) =>
          `- ${requirement ?? 'the environment'}: ${short(question, 600)}\n  evidence: ${short(evidence, 1200)}`,
      ),
    ],
    [
      'What it had to decide, for the spec is silent',
      of(events, 'choice-recorded').map(({ question, choice }) => `- ${short(question, 400)} → ${short(choice, 400)}`),
    ],
    ['What failed, attempt by attempt', failures(events)],
    ['Tools and commands that failed', calls(events, true)],
    ['What it said', said(events)],
    ['What it looked up and ran', calls(events, false)],
  ];
}

function reviewerWords(events: readonly Event[], decisions: readonly Decision[]): string[] {
  const rejected = decisions.flatMap((one) =>
    one.type === 'rejected'
      ? [`- rejected attempt ${one.attempt} (${one.cause}): ${short(one.note, 2000) || 'no note'}`]
      : [],
  );
  const accepted = decisions.flatMap((one) => (one.type === 'accepted' ? [`- accepted attempt ${one.attempt}`] : []));
  const steered = of(events, 'steering-queued').map(({ text }) => `- told the agent: ${short(text, 2000)}`);
  return [...rejected, ...steered, ...accepted];
}

function failures(events: readonly Event[]): string[] {
  const items: string[] = [];
  for (const event of events) {
    if (event.type === 'attempt-committed') {
      const { passed, total } = event.counts;
      const report = event.green ? '' : `\n${indent(describeReport(event.report, { budget: 2500 }))}`;
      items.push(`- attempt ${event.attempt}: ${event.green ? 'green' : 'red'}, ${passed} of ${total}${report}`);
    } else if (event.type === 'verify-step' && !event.ok && event.step !== 'holdout') {
      const detail = event.detail ?? (event.report ? describeReport(event.report, { budget: 1500 }) : '');
      items.push(`- attempt ${event.attempt}, verification: ${event.step} failed\n${indent(short(detail, 1500))}`);
    } else if (event.type === 'verify-finished' && event.disclosed.length > 0) {
      items.push(`- attempt ${event.attempt}: hidden tests failed for ${event.disclosed.join(', ')}`);
    }
  }
  return items;
}

/** Calls with what came back; those that failed, or the others. The loop's own tools say more in their events. */
function calls(events: readonly Event[], failed: boolean): string[] {
  const started = new Map(of(events, 'tool-started').map((event) => [event.id, event]));
  return of(events, 'tool-finished').flatMap(({ id, name, result, isError }) => {
    const isTold = name === 'run_tests' || name === 'choose' || name === 'object';
    const isQuiet = !failed && (name === 'write' || name === 'edit' || name === 'read');
    if (isError !== failed || isTold || isQuiet) return [];
    const input = short(describeInput(started.get(id)?.input), 400);
    return [`- ${name} ${input}\n${indent(short(result, failed ? 800 : 300))}`];
  });
}

function said(events: readonly Event[]): string[] {
  return of(events, 'model-replied').flatMap(({ content }) =>
    content.flatMap((block) =>
      block.type === 'text' && block.text.trim() !== '' ? [`- ${short(block.text, 600)}`] : [],
    ),
  );
}

function describeInput(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const { command, file_path, name } = input as Record<string, unknown>;
  return String(command ?? file_path ?? name ?? JSON.stringify(input));
}

function of<Type extends Event['type']>(events: readonly Event[], type: Type): Extract<Event, { type: Type }>[] {
  return events.filter((event): event is Extract<Event, { type: Type }> => event.type === type);
}

function short(text: string, max: number): string {
  return headTail(cleanText(text).trim(), max);
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
