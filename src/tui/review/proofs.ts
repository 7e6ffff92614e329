import type { VerifyStep } from '../../core/events.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { RequirementVerdict } from '../../core/verdict.ts';
import { plural } from '../facts.ts';
import { bad, dim, fit, good, type Line, line, lineWidth, spread, warn } from '../lines.ts';
import type { ReviewState } from '../store.ts';
import { truncate, wrap } from '../width.ts';
import { isOpen, type ReviewItem, textRows } from './items.ts';

/** A requirement with what proves it; unfolded, each of its tests by name. */
export function requirementItem(review: ReviewState, one: RequirementVerdict, where: 'open' | 'all'): ReviewItem {
  const key = `${where} ${one.id}`;
  return {
    key,
    stop: true,
    folds: true,
    rows: (width) => requirementRows(one, isOpen(review, 'verdict', key), where, width),
  };
}

function requirementRows(one: RequirementVerdict, isUnfolded: boolean, where: 'open' | 'all', width: number): Line[] {
  const mark = one.status === 'proven' ? good('✓') : one.status === 'failing' ? bad('✗') : warn('!');
  const all = [...one.tests, ...one.holdout];
  const passed = all.filter((test) => test.status === 'passed').length;
  const hidden = one.holdout.length > 0 ? ` + ${one.holdout.length} hidden` : '';
  const proof =
    one.status === 'unproven'
      ? warn('no test names it')
      : one.status === 'failing'
        ? bad(`${passed} of ${all.length} pass`)
        : dim(`${plural(one.tests.length, 'test')}${hidden}`);
  const text = cleanLine(one.text);
  const room = Math.max(12, width - lineWidth([proof]) - 14);
  const isWhole = isUnfolded || where === 'open';
  const [first = '', ...rest] = isWhole ? wrap(text, Math.max(12, width - 32)) : [truncate(text, room)];
  const tests = isUnfolded ? all : where === 'open' ? all.filter((test) => test.status !== 'passed') : [];
  return [
    spread(line('   ', mark, ` ${one.id.padEnd(5)} `, first), line('  ', proof, ' '), width),
    ...rest.map((part) => line(`           ${part}`)),
    ...tests.map((test) => {
      const isHidden = one.holdout.includes(test) ? dim('  hidden') : '';
      const name = test.status === 'passed' ? good('✓ ') : bad('✗ ');
      return fit(line('           ', name, cleanLine(test.name), isHidden), width);
    }),
  ];
}

/** One check of the verification; unfolded, why it failed. */
export function checkItem(review: ReviewState, step: VerifyStep, at: number): ReviewItem {
  const key = `check ${at}`;
  const failing = step.report?.tests.filter((test) => test.status !== 'passed') ?? [];
  const hasMore = Boolean(step.detail) || failing.length > 0;
  return {
    key,
    stop: true,
    folds: hasMore,
    rows: (width) => [
      fit(
        line(
          '   ',
          step.ok ? good('✓ ') : bad('✗ '),
          cleanLine(step.step),
          dim(step.counts ? `  ${step.counts.passed} of ${step.counts.total}` : ''),
        ),
        width,
      ),
      ...(hasMore && isOpen(review, 'verdict', key, !step.ok)
        ? [
            ...failing.slice(0, 50).map((test) => fit(line('       ', bad('✗ '), cleanLine(test.name)), width)),
            ...textRows(cleanText(step.detail ?? '').trim(), width, 7, 'dim', 30),
          ]
        : []),
    ],
  };
}
