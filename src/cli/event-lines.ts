import type { Event, SessionEnded, VerifyStep } from '../core/events.ts';
import { explainOffer } from '../core/explain-offer.ts';
import { showLimits } from '../core/prompt.ts';
import type { TestReport } from '../core/report.ts';
import { cleanLine, cleanText } from '../core/text.ts';
import { questionText } from '../core/verdict.ts';
import { plural } from '../core/words.ts';
import type { Style } from './style.ts';

export { plural };

/** What the reader of one session's events has to remember between two of them. */
export interface EventText {
  /** Lines for a person or a CI log; none for events that say nothing new. */
  lines(event: Event): string[];
}

/** How many failing tests an attempt's lines name before the rest is counted. */
const namedFailures = 8;

/** Returns a reader that tells a session's events in plain lines, a second view of what `--json` prints. */
export function eventText(style: Style, { next = true }: { readonly next?: boolean } = {}): EventText {
  let spoken = '';
  let target = '';
  // Said where the agent hears it, which may be many events after a person gave it.
  const queued = new Map<string, string>();
  const you = (id: string, how = ''): string => `  you${how}: ${cut(cleanLine(queued.get(id) ?? ''), 160)}`;
  return {
    lines(event) {
      switch (event.type) {
        case 'session-started': {
          const candidate = event.candidate ? ` (candidate ${event.candidate.number} of ${event.candidate.of})` : '';
          const recorded = event.modelKind === 'recorded' ? style.yellow(' a recording, not a live model') : '';
          const lines = [
            `${style.bold(event.spec)}${candidate}  session ${event.session}`,
            `  model ${event.model}${recorded}, sandbox ${event.sandbox}, limits ${showLimits(event.limits)}`,
          ];
          if (event.trial) lines.push(`  of the trial ${event.trial.id}: ${cleanLine(event.trial.label)}`);
          lines.push(...explainOffer(event.skills).map((text) => `  ${style.warn} ${text}`));
          if (event.unpriced && event.limits.usd !== null) lines.push(unpriced(style));
          if (event.sandbox === 'none') lines.push(noSandbox(style));
          return lines;
        }
        case 'session-resumed':
          return [
            `${style.bold('resumed')}  session ${event.session}, model ${event.model}`,
            ...event.repairs.map((repair) => `  ${style.warn} ${repair}`),
            ...(event.sandbox === 'none' ? [noSandbox(style)] : []),
          ];
        case 'model-asked':
          spoken = '';
          return [];
        case 'model-text':
          spoken += event.text;
          return [];
        case 'model-retry':
          return [
            style.yellow(
              `  ${style.warn} ${event.cause}: ${cleanLine(event.message)}; try ${event.tries + 1} in ${(event.waitMs / 1000).toFixed(1)} s`,
            ),
          ];
        case 'model-replied': {
          const said = cleanLine(
            event.content.map((block) => (block.type === 'text' ? block.text : '')).join(' ') || spoken,
          );
          return said === '' ? [] : [style.dim(`  ${cut(said, 160)}`)];
        }
        case 'model-failed':
          return [style.red(`  ${style.fail} ${event.cause}: ${cleanLine(event.message)}`)];
        case 'tool-started':
          target = toolTarget(event.input);
          return [];
        case 'tool-finished': {
          if (isToldElsewhere(event.name) && !event.isError) return [];
          const mark = event.isError ? style.yellow(style.warn) : style.dot;
          const what = `${cleanLine(event.name)}${target ? ` ${target}` : ''}`;
          return [style.dim(`  ${mark} ${what}${describeResult(event.name, event.result, event.isError)}`)];
        }
        case 'attempt-committed': {
          const { passed, total } = event.counts;
          const mark = event.green
            ? style.green(`${style.pass} ${passed}/${total}`)
            : style.red(`${style.fail} ${passed}/${total}`);
          const usd = event.usd === null ? 'cost unknown' : `$${event.usd.toFixed(2)}`;
          return [
            `${style.bold(`attempt ${event.attempt}`)}  ${mark}  +${event.added} -${event.removed}  ${usd}  ${event.commit.slice(0, 10)}`,
            ...failureLines(event.report, style),
          ];
        }
        case 'attempt-started':
          return event.undone.length > 0
            ? [`  ${style.warn} taken away, outside the outputs: ${event.undone.slice(0, 5).map(cleanLine).join(', ')}`]
            : [];
        case 'verify-step':
          return [`  verify ${stepMark(event, style)}`, ...(event.ok ? [] : verifyDetail(event, style))];
        case 'objection-raised':
          return [
            style.yellow(
              `objection${event.requirement ? ` to ${cleanLine(event.requirement)}` : ''}: ${cleanLine(event.question)}`,
            ),
            `  evidence: ${cut(cleanLine(event.evidence), 500)}`,
          ];
        case 'choice-recorded':
          return [
            `  open question: ${cut(questionText(event), 100)} ${style.arrow} ${cut(cleanLine(event.choice), 100)}`,
          ];
        case 'told':
          return [style.dim(`  regent: ${cut(cleanLine(event.text), 160)}`)];
        case 'steering-queued':
          queued.set(event.id, event.text);
          return [];
        case 'steering-retracted':
          queued.delete(event.id);
          return [];
        case 'steering-delivered': {
          const line = you(event.id);
          queued.delete(event.id);
          return [line];
        }
        case 'rolled-back':
          return [`  the outputs are as they were at attempt ${event.to}`];
        case 'assets-changed':
          return [`  taken in as they are now: ${cut(event.changed.map(cleanLine).join(', '), 400)}`];
        case 'limit-reached':
          return [];
        case 'paused':
          return event.reason === 'step' ? [] : ['  paused'];
        case 'step-switched':
          return [
            event.step ? '  from here on it pauses after each attempt' : '  it no longer pauses after each attempt',
          ];
        case 'session-ended':
          return [
            ...[...queued.keys()].map((id) => you(id, ', not heard yet')),
            ...endLines(event, style).slice(0, next ? 3 : 2),
          ];
        case 'conversation-opened':
        case 'model-tool':
        case 'verify-started':
        case 'verify-finished':
        case 'continued':
          return [];
        default:
          return event satisfies never;
      }
    },
  };
}

/** Returns the lines that say which tests did not pass, and what is wrong with the run as a whole. */
export function failureLines(report: TestReport, style: Style): string[] {
  const failing = report.tests.filter((test) => test.status !== 'passed');
  const lines = report.problems.map((problem) => `    ${style.warn} ${cut(cleanLine(problem), 300)}`);
  for (const test of failing.slice(0, namedFailures)) {
    const why = test.status === 'failed' ? '' : ` (${test.status})`;
    lines.push(`    ${style.red(style.fail)} ${cut(cleanLine(test.name), 140)}${why}`);
  }
  if (failing.length > namedFailures) lines.push(`    and ${failing.length - namedFailures} more`);
  return lines;
}

function unpriced(style: Style): string {
  const text = "the price of this model is not known, so its limit on dollars can't be held: limit --tokens";
  return style.yellow(`  ${style.warn} ${text}`);
}

function noSandbox(style: Style): string {
  return style.red(`  ${style.warn} NO SANDBOX: code that the model writes runs as you, with all that you can reach.`);
}

function endLines(event: SessionEnded, style: Style): string[] {
  const cost = event.usd === null ? 'cost unknown (the model is not in the price table)' : `$${event.usd.toFixed(2)}`;
  const facts = `${plural(event.attempts, 'attempt')}, ${plural(event.turns, 'turn')}, ${cost}, ${event.minutes} min`;
  const paint = event.outcome === 'candidate' ? style.green : event.outcome === 'failed' ? style.red : style.yellow;
  const commit = event.commit && event.outcome === 'candidate' ? `  ${event.commit}` : '';
  return [
    `${style.bold(paint(event.outcome))}${commit}  ${cleanLine(event.reason)}`,
    `  ${facts}`,
    `  next: ${cleanLine(event.next)}`,
  ];
}

function stepMark(event: VerifyStep, style: Style): string {
  const counts = event.counts ? ` ${event.counts.passed}/${event.counts.total}` : '';
  return event.ok
    ? `${style.green(style.pass)} ${event.step}${counts}`
    : `${style.red(style.fail)} ${event.step}${counts}`;
}

function verifyDetail(event: VerifyStep, style: Style): string[] {
  if (event.report) return failureLines(event.report, style);
  return cleanText(event.detail ?? '')
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${cut(line, 200)}`);
}

/** What is worth knowing of a result: how much came back, or why it failed. */
function describeResult(name: string, result: string, isError: boolean): string {
  const lines = result.split('\n');
  if (isError) return `: ${cut(cleanLine(name === 'bash' ? (lines.at(-1) ?? '') : result), 140)}`;
  if (name === 'bash' || name === 'read' || name === 'read_skill') return `, ${plural(lines.length, 'line')}`;
  return '';
}

function toolTarget(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const { file_path, path, command, name } = input as Record<string, unknown>;
  const target = [file_path, path, command, name].find((value): value is string => typeof value === 'string');
  if (!target) return '';
  const [first = '', ...more] = target.trim().split('\n');
  return `${cut(cleanLine(first), 120)}${more.length > 0 ? ` (+${plural(more.length, 'line')})` : ''}`;
}

export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

/** Calls whose own events say more than their result. */
function isToldElsewhere(tool: string): boolean {
  return tool === 'run_tests' || tool === 'choose' || tool === 'object';
}
