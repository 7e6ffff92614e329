import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Interval, meanInterval, newcombe, studentQuantile, wilson } from '../src/core/trial/statistics.ts';

const four = ({ low, high }: Interval): string => `${low.toFixed(4)} ${high.toFixed(4)}`.replace('-0.0000', '0.0000');

test('the interval of a proportion is the one that Newcombe 1998 tabulates for Wilson’s method', () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I.
  assert.equal(four(wilson({ passed: 81, of: 263 })), '0.2553 0.3662');
  assert.equal(four(wilson({ passed: 15, of: 148 })), '0.0624 0.1605');
  assert.equal(four(wilson({ passed: 0, of: 20 })), '0.0000 0.1611');
  assert.equal(four(wilson({ passed: 1, of: 29 })), '0.0061 0.1718');
});

test('the interval of a difference is the one that Newcombe 1998 tabulates for his method 10', () => {
  // R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
  // (1998), table II.
  const tabulated = [
    [56, 70, 48, 80, '0.0524 0.3339'],
    [9, 10, 3, 10, '0.1705 0.8090'],
    [6, 7, 2, 7, '0.0582 0.8062'],
    [5, 56, 0, 29, '-0.0381 0.1926'],
    [0, 10, 0, 20, '-0.1611 0.2775'],
    [0, 10, 0, 10, '-0.2775 0.2775'],
    [10, 10, 0, 20, '0.6791 1.0000'],
    [10, 10, 0, 10, '0.6075 1.0000'],
  ] as const;
  for (const [a, ofA, b, ofB, expected] of tabulated) {
    const interval = newcombe({ passed: a, of: ofA }, { passed: b, of: ofB });
    assert.equal(four(interval), expected, `${a}/${ofA} − ${b}/${ofB}`);
    const turned = newcombe({ passed: b, of: ofB }, { passed: a, of: ofA });
    assert.equal(four({ low: -turned.high, high: -turned.low }), expected);
  }
});

test('Student’s quantiles are those of the tables, and those between them lie between', () => {
  const tabulated = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
    [120, 1.98],
    [10_000, 1.96],
  ] as const;
  for (const [free, expected] of tabulated) assert.equal(studentQuantile(free).toFixed(3), expected.toFixed(3));
  assert.ok(studentQuantile(2.5) < studentQuantile(2) && studentQuantile(2.5) > studentQuantile(3));
});

test('the interval of paired differences is Student’s, on the data that he gave', () => {
  // W. S. Gosset, The probable error of a mean, Biometrika 6 (1908): more hours of sleep by one drug than by the other.
  const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
  assert.equal(four(meanInterval([sleep]) as Interval), '0.7001 2.4599');
  // What differs between two specs says nothing about the arms: it does not widen the interval.
  const apart = meanInterval([sleep, sleep.map((hours) => hours + 10)]) as Interval;
  assert.ok(apart.high - apart.low < 1.76, four(apart));
  assert.ok(Math.abs((apart.low + apart.high) / 2 - 6.58) < 1e-9);
});

test('a pair alone has no interval, and one pair each of several specs have theirs together', () => {
  assert.equal(meanInterval([[3]]), null);
  assert.equal(meanInterval([]), null);
  const together = meanInterval([[1], [2], [3]]) as Interval;
  assert.equal(four(together), four(meanInterval([[1, 2, 3]]) as Interval));
  assert.deepEqual(meanInterval([[2, 2, 2, 2]]), { low: 2, high: 2 });
});

test('the intervals hold what they promise: of a thousand simulated trials of five pairs, about 19 of 20 have the truth in it', () => {
  const random = generator(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let held = 0;
  for (let trial = 0; trial < 1000; trial++) {
    // Costs are skewed: some sessions take very long.
    const lists = [1, 1].map(() =>
      Array.from({ length: 5 }, () => Math.exp(0.6 * normal()) - Math.exp(0.6 * normal())),
    );
    const { low, high } = meanInterval(lists) as Interval;
    if (low <= 0 && high >= 0) held += 1;
  }
  assert.ok(held > 930 && held < 985, `${held} of 1000`);
});

/** A small generator of numbers in 0 … 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
