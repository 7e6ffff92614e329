import type { AttemptCommitted, Event } from './events.ts';
import { explainOffer } from './explain-offer.ts';
import { cleanLine, cleanText, lineCount } from './text.ts';
import { questionText } from './verdict.ts';
import { compact, money, plural } from './words.ts';

/** How a paragraph is meant: words and marks say the same, for colour alone says nothing. */
export type Mood = 'plain' | 'dim' | 'bold' | 'good' | 'bad' | 'warn';

/** A paragraph of what happened: drawn in a tone, with a mark before its first row. */
export interface Paragraph {
  readonly mark: string;
  readonly tone: Mood;
  readonly text: string;
  /** A result: folded into a few words until it is asked for. */
  readonly folded?: { readonly summary: string; readonly text: string };
}

/** Says an event in words. Text and tool calls grow as they come: `transcript.ts` does those. */
export function paragraphsOf(event: Event): Paragraph[] {
  switch (event.type) {
    case 'model-retry': {
      const wait = `tries again in ${(event.waitMs / 1000).toFixed(1)} s`;
      return [note('warn', `${event.cause}: ${cleanLine(event.message)}; ${wait}`)];
    }
    case 'model-failed':
      return [note('bad', `${event.cause}: ${cleanLine(event.message)} ${cleanLine(event.mend)}`)];
    case 'told':
      return [{ mark: '  regent: ', tone: 'dim', text: cut(cleanLine(event.text), 400) }];
    case 'attempt-started': {
      const undone = event.undone.slice(0, 5).map(cleanLine).join(', ');
      return [
        ...event.findings.map((finding) => note('warn', cleanLine(finding))),
        ...(undone === '' ? [] : [note('warn', `taken away, outside the outputs: ${undone}`)]),
      ];
    }
    case 'attempt-committed':
      return attemptParagraphs(event);
    case 'verify-step': {
      const counts = event.counts ? ` ${event.counts.passed}/${event.counts.total}` : '';
      const base = { mark: event.ok ? '  ✓ ' : '  ✗ ', text: `verify ${cleanLine(event.step)}${counts}` };
      const folded = event.detail ? { folded: { summary: '', text: cleanText(event.detail) } } : {};
      return [{ ...base, tone: event.ok ? 'good' : 'bad', ...folded }];
    }
    case 'verify-finished': {
      const ids = event.disclosed.map(cleanLine).join(', ');
      return ids === '' ? [] : [note('warn', `told the agent which requirements fail hidden tests: ${ids}`)];
    }
    case 'objection-raised': {
      const to = event.requirement ? ` to ${cleanLine(event.requirement)}` : '';
      return [note('warn', `objects${to}: ${cleanLine(event.question)} (${cleanLine(event.evidence)})`)];
    }
    case 'choice-recorded':
      return [{ mark: '  ? ', tone: 'warn', text: `${questionText(event)} → ${cleanLine(event.choice)}` }];
    case 'steering-queued':
      return [{ mark: 'you: ', tone: 'bold', text: cleanText(event.text) }];
    case 'steering-retracted':
      return [note('dim', 'your message was taken back')];
    case 'steering-delivered':
      return [note('dim', 'your message was delivered')];
    case 'rolled-back':
      return [note('bold', `the outputs are as they were at attempt ${event.to}`)];
    case 'assets-changed':
      return [note('bold', `taken in as they are now: ${event.changed.map(cleanLine).join(', ')}`)];
    case 'paused':
      return [note('bold', event.reason === 'step' ? 'paused after the attempt' : 'paused')];
    case 'continued':
      return [note('dim', 'goes on')];
    case 'step-switched':
      return [note('dim', event.step ? 'pauses after each attempt from here on' : 'pauses after no attempt any more')];
    case 'session-resumed':
      return [
        note('bold', event.paused ? 'resumed, in its pause' : 'resumed'),
        ...event.repairs.map((repair) => note('warn', cleanLine(repair))),
      ];
    case 'limit-reached':
      return [note('warn', `limit reached: ${event.limit}`)];
    case 'session-ended': {
      const isCandidate = event.outcome === 'candidate';
      const text = `${event.outcome}: ${cleanLine(event.reason)}`;
      return [{ mark: isCandidate ? '✓ ' : '● ', tone: isCandidate ? 'good' : 'warn', text }];
    }
    case 'session-started':
      return explainOffer(event.skills).map((text) => note('warn', text));
    case 'conversation-opened':
    case 'model-asked':
    case 'model-text':
    case 'model-tool':
    case 'model-replied':
    case 'tool-started':
    case 'tool-finished':
    case 'verify-started':
      return [];
    default:
      return event satisfies never;
  }
}

/** A tool call in one line: what is called, on what. */
export function callParagraph(name: string, input: unknown): Paragraph {
  const given = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
  const { file_path, path, command, skill, name: named, content } = given;
  const target = [file_path, path, command, skill, named].find((value): value is string => typeof value === 'string');
  const size =
    name === 'write' && typeof content === 'string'
      ? ` (${plural(lineCount(content), 'line')}, ${compact(content.length)} characters)`
      : '';
  const [first = '', ...more] = cleanText(target ?? '')
    .trim()
    .split('\n');
  const rest = more.length > 0 ? ` (and ${plural(more.length, 'line')} more)` : '';
  const text = `${cleanLine(name)} ${cut(cleanLine(first), 300)}${rest}${size}`.trim();
  const whole = writtenBy(name, given) ?? (more.length > 0 ? cleanText(target ?? '').trim() : null);
  const folded = whole === null ? {} : { folded: { summary: '', text: whole } };
  return { mark: '  · ', tone: 'dim', text, ...folded };
}

/** What a call writes: a file's whole text, or what it replaces and by what. */
function writtenBy(name: string, { content, old_string, new_string }: Record<string, unknown>): string | null {
  const signed = (text: string, sign: string) => cleanText(text.slice(0, mostWritten)).replace(/^/gm, `${sign} `);
  if (name === 'write' && typeof content === 'string') return signed(content.trimEnd(), '+');
  if (name !== 'edit' || typeof old_string !== 'string' || typeof new_string !== 'string') return null;
  return `${signed(old_string, '-')}\n${signed(new_string, '+')}`;
}

/** The diff has the whole of it. */
const mostWritten = 20_000;

/** The call with its result folded in. */
export function withResult(call: Paragraph, tool: string, result: string, isError: boolean): Paragraph {
  const text = cleanText(result).trimEnd();
  const rows = text.split('\n').length;
  const [first = ''] = text.split('\n', 1);
  const isExpected = !isError && (tool === 'write' || tool === 'edit' || tool === 'choose' || tool === 'run_tests');
  const told = isError || rows === 1 ? cut(cleanLine(first), 200) : plural(rows, 'line');
  const summary = isExpected ? '' : told;
  const whole = call.folded ? `${call.folded.text}\n→ ${text}` : text;
  return { ...call, mark: isError ? '  ✗ ' : '  · ', tone: isError ? 'bad' : 'dim', folded: { summary, text: whole } };
}

const namedFailures = 6;

function attemptParagraphs({ attempt, counts, green, report, added, removed, usd }: AttemptCommitted): Paragraph[] {
  const failing = report.tests.filter((test) => test.status !== 'passed');
  const size = `+${added} −${removed} · ${money(usd)}`;
  const text = `attempt ${attempt}: ${counts.passed} of ${counts.total} tests pass · ${size}`;
  return [
    { mark: green ? '✓ ' : '✗ ', tone: green ? 'good' : 'bad', text },
    ...report.problems.map((problem) => note('warn', cleanLine(problem))),
    ...failing.slice(0, namedFailures).map((test): Paragraph => {
      const why = test.status === 'failed' ? '' : ` (${test.status})`;
      return { mark: '    ✗ ', tone: 'bad', text: cleanLine(test.name) + why };
    }),
    ...(failing.length > namedFailures
      ? [{ mark: '    ', tone: 'dim' as const, text: `and ${failing.length - namedFailures} more` }]
      : []),
  ];
}

function note(tone: Mood, text: string): Paragraph {
  return { mark: '  ', tone, text };
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
