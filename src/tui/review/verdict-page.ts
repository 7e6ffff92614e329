import { costOf } from '../../core/cost.ts';
import type { Decision } from '../../core/events.ts';
import { cleanLine } from '../../core/text.ts';
import { questionText, type Verdict } from '../../core/verdict.ts';
import { compact, money, plural } from '../facts.ts';
import { bad, bold, cell, dim, fit, good, type Line, line, warn } from '../lines.ts';
import type { ReviewState } from '../store.ts';
import { wrap } from '../width.ts';
import { verdictFor } from './facts.ts';
import { findingItems, lookAt } from './findings.ts';
import { heading, isOpen, type ReviewItem, textRows } from './items.ts';
import { gap, plainItem } from './list.ts';
import { checkItem, requirementItem } from './proofs.ts';

/** What a person needs to decide in a minute: what needs their eye first, then what proves the rest. */
export function verdictItems(review: ReviewState): readonly ReviewItem[] {
  const verdict = verdictFor(review);
  const { record, whole } = review;
  const { state } = record;
  const items: ReviewItem[] = [...objectionItems(review), ...obstacleItems(review)];
  if (!verdict) return [...items, plainItem('none', [line(dim(' No attempt was tested.'))])];
  const open = verdict.requirements.filter((one) => one.status !== 'proven');
  items.push(plainItem('summary', (width) => summaryRows(review, verdict, width)));
  if (open.length > 0)
    items.push(
      gap('g1'),
      plainItem('h-open', [heading(warn('Not proven'))]),
      ...open.map((one) => requirementItem(review, one, 'open')),
    );
  if (verdict.questions.length > 0)
    items.push(
      gap('g2'),
      plainItem('h-questions', [heading(bold('Open questions'), 'the spec is silent, and the agent decided')]),
      ...verdict.questions.map((choice, at): ReviewItem => {
        const key = `question ${at}`;
        return {
          key,
          stop: true,
          folds: choice.alternatives.length > 0,
          choice,
          rows: (width) => questionRows(review, choice, key, width),
        };
      }),
    );
  items.push(...findingItems(review));
  if (verdict.requirements.length > 0)
    items.push(
      gap('g3'),
      plainItem('h-requirements', [heading(bold('Requirements'), 'and the tests that prove each')]),
      ...verdict.requirements.map((one) => requirementItem(review, one, 'all')),
    );
  if (verdict.unnamed.length > 0)
    items.push(
      plainItem('unnamed', [line(dim(`   and ${plural(verdict.unnamed.length, 'test')} that name no requirement`))]),
    );
  items.push(
    gap('g4'),
    plainItem('h-checks', [heading(bold('Verification'), 'in a fresh folder, with pristine tests')]),
  );
  if (verdict.checks.length === 0) {
    const why = verdict.attempt.tested?.green ? 'not verified yet' : 'not verified: the tests do not pass';
    items.push(plainItem('unverified', [line(dim(`   ${why}`))]));
  }
  items.push(...verdict.checks.map((step, at) => checkItem(review, step, at)));
  if (verdict.disclosures > 0) {
    const told = `the agent was told of ${plural(verdict.disclosures, 'requirement')} that hidden tests found failing`;
    items.push(plainItem('disclosed', [line('   ', warn(`! ${told}`))]));
  }
  items.push(
    gap('g5'),
    plainItem('h-changed', [heading(bold('Changed'), 'since the session began; enter opens the diff')]),
  );
  if (!whole) items.push(plainItem('reading', [line(dim('   reading the diff …'))]));
  else if (whole.files.length === 0) items.push(plainItem('nothing', [line(dim('   nothing'))]));
  else
    items.push(
      ...whole.files.map(
        (file): ReviewItem => ({
          key: `file ${file.path}`,
          stop: true,
          opens: { file: file.path, line: null },
          rows: (width) => [
            fit(
              line(
                '   ',
                cell(file.status, 9),
                cleanLine(file.path),
                '  ',
                good(`+${file.added}`),
                ' ',
                bad(`−${file.removed}`),
              ),
              width,
            ),
          ],
        }),
      ),
    );
  items.push(
    gap('g6'),
    plainItem('cost', (width) => [
      heading(bold('Cost')),
      ...textRows(`${costText(review)} · ${review.record.state.model}`, width, 3),
    ]),
  );
  items.push(
    ...record.decisions.map((decision, at) => plainItem(`decision ${at}`, (width) => decisionRows(decision, width))),
  );
  const { attempt } = verdict;
  items.push(
    gap('g7'),
    plainItem('ids', (width) => [fit(line(dim(` session ${state.session} · ${attempt.started.commit}`)), width)]),
  );
  return items;
}

function objectionItems({ record }: ReviewState): ReviewItem[] {
  const { objection, ended } = record.state;
  const items: ReviewItem[] = [];
  if (objection)
    items.push(
      plainItem('objection', (width) => [
        line(warn(` Objection${objection.requirement ? ` to ${cleanLine(objection.requirement)}` : ''}`)),
        ...textRows(objection.question, width, 3),
        ...textRows(objection.evidence, width, 3, 'dim'),
      ]),
      gap('g-objection'),
    );
  if (ended && ended.outcome !== 'candidate')
    items.push(
      plainItem('ended', (width) => [
        ...textRows(`${ended.outcome}: ${ended.reason}`, width, 1),
        ...textRows(`next: ${ended.next}`, width, 1, 'dim'),
      ]),
      gap('g-ended'),
    );
  return items;
}

/** What stands in the way of an accept comes before what speaks for it. */
function obstacleItems({ obstacle }: ReviewState): ReviewItem[] {
  if (!obstacle) return [];
  const rows = (width: number): Line[] => [
    ...wrap(cleanLine(obstacle.problem), Math.max(8, width - 3)).map((text, at) =>
      line(bad(at === 0 ? ' ✗ ' : '   '), bad(text)),
    ),
    ...wrap(cleanLine(obstacle.mend), Math.max(8, width - 3)).map((text) => line(dim(`   ${text}`))),
  ];
  return [plainItem('obstacle', rows), gap('g0')];
}

/** The verdict in three rows: proven or not, verified or not, and what to look at. */
function summaryRows(review: ReviewState, verdict: Verdict, width: number): Line[] {
  const { requirements, attempt, checks } = verdict;
  const proven = requirements.filter((one) => one.status === 'proven').length;
  const hidden = checks.find((step) => step.step === 'holdout')?.counts;
  const tests = attempt.tested?.counts;
  const by = `by ${plural(tests?.total ?? 0, 'test')}${hidden ? ` and ${hidden.total} hidden` : ''}`;
  const isProven = proven === requirements.length;
  const said =
    requirements.length === 0
      ? `the spec numbers no requirements; ${tests?.passed ?? 0} of ${plural(tests?.total ?? 0, 'test')} pass`
      : `${proven} of ${plural(requirements.length, 'requirement')} proven, ${by}`;
  const failed = checks.filter((step) => !step.ok).map((step) => cleanLine(step.step));
  const rules = checks.filter((step) => step.step.startsWith('rule '));
  const parts = [
    ...checks
      .filter((step) => !rules.includes(step))
      .map(({ step, counts }) => `${cleanLine(step)}${counts ? ` ${counts.passed}/${counts.total}` : ''}`),
    ...(rules.length > 0 ? [plural(rules.length, 'rule')] : []),
  ];
  const check = attempt.verified
    ? good(` ✓ verified in a fresh folder: ${parts.join(' · ')}`)
    : failed.length > 0
      ? bad(` ✗ not verified: ${failed.join(', ')}`)
      : attempt.tested?.green
        ? warn(' ! green, and not verified yet')
        : bad(` ✗ ${tests?.passed ?? 0} of ${tests?.total ?? 0} tests pass`);
  const look = lookAt(review, verdict);
  const rows = wrap(look.text, Math.max(8, width - 4));
  return [
    fit(line(isProven ? good(` ✓ ${said}`) : warn(` ! ${said}`)), width),
    fit(line(check), width),
    ...rows.map((row, at) =>
      line(at === 0 ? { text: ` ${look.mark} ${row}`, tone: look.tone } : { text: `   ${row}`, tone: look.tone }),
    ),
  ];
}

function questionRows(review: ReviewState, choice: Verdict['questions'][number], key: string, width: number): Line[] {
  const [first, ...rest] = textRows(questionText(choice), width, 5);
  const others = choice.alternatives;
  const isUnfolded = isOpen(review, 'verdict', key);
  const more = others.length > 0 && !isUnfolded ? ` (${plural(others.length, 'alternative')})` : '';
  return [
    line('   ', warn('? '), ...(first ?? []).map((span) => ({ ...span, text: span.text.trimStart() }))),
    ...rest,
    ...textRows(`→ ${choice.choice}${more}`, width, 5, 'dim'),
    ...(isUnfolded ? others.flatMap((other) => textRows(`or: ${other}`, width, 7, 'dim')) : []),
  ];
}

function costText({ record }: ReviewState): string {
  const { usd, tokens, output, cached, minutes, attempts, turns } = costOf(record.state);
  const share = `${Math.round(cached * 100)}% of what was sent from the cache`;
  const spent = `${money(usd)} · ${compact(tokens)} tokens, ${compact(output)} of them written, ${share}`;
  return `${spent} · ${minutes.toFixed(1)} min · ${plural(attempts, 'attempt')} · ${plural(turns, 'turn')}`;
}

function decisionRows(decision: Decision, width: number): Line[] {
  const what =
    decision.type === 'rejected' ? `${decision.cause}: ${cleanLine(decision.note)}` : decision.commit.slice(0, 10);
  return [line(), ...textRows(`${decision.type} by ${decision.by}  ${what}`, width, 1)];
}
