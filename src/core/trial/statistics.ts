/** What the true value lies between, in 19 of 20 such trials. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** `passed` of `of` sessions. */
export interface Proportion {
  readonly passed: number;
  readonly of: number;
}

/** Of the normal distribution, for 95 in 100. */
const z = 1.959963984540054;

/** Returns Wilson's score interval of a proportion (E. B. Wilson 1927, JASA 22, 209–212). */
export function wilson({ passed, of }: Proportion): Interval {
  const share = passed / of;
  const middle = share + z ** 2 / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  const whole = 1 + z ** 2 / of;
  return { low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}

/**
 * Returns the interval of the difference a − b of two proportions: the hybrid of their score intervals, method 10 of
 * R. G. Newcombe 1998 (Statistics in Medicine 17, 873–890). It holds for small numbers and for 0 and 100 %.
 */
export function newcombe(a: Proportion, b: Proportion): Interval {
  const [ofA, ofB] = [wilson(a), wilson(b)];
  const [shareA, shareB] = [a.passed / a.of, b.passed / b.of];
  const difference = shareA - shareB;
  return {
    low: Math.max(-1, difference - Math.hypot(shareA - ofA.low, ofB.high - shareB)),
    high: Math.min(1, difference + Math.hypot(ofA.high - shareA, shareB - ofB.low)),
  };
}

/**
 * Returns the interval of the mean of paired differences, in one list for each spec: Student's, with variances within
 * the specs alone and Satterthwaite's degrees of freedom. Where a spec has one pair only, all pairs count as one list.
 * Null for less than two pairs.
 */
export function meanInterval(bySpec: readonly (readonly number[])[]): Interval | null {
  const lists = bySpec.some((list) => list.length < 2) ? [bySpec.flat()] : bySpec;
  const count = lists.reduce((sum, list) => sum + list.length, 0);
  if (count < 2) return null;
  const middle = mean(lists.flat());
  const parts = lists.map((list) => ({ of: (list.length * variance(list)) / count ** 2, free: list.length - 1 }));
  const whole = parts.reduce((sum, part) => sum + part.of, 0);
  if (whole === 0) return { low: middle, high: middle };
  const free = whole ** 2 / parts.reduce((sum, part) => sum + part.of ** 2 / part.free, 0);
  const half = studentQuantile(free) * Math.sqrt(whole);
  return { low: middle - half, high: middle + half };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

/**
 * Returns the value that Student's t exceeds, in either direction, once in twenty times. `free`: degrees of freedom, 1 or
 * more, whole or not. With t = √free · tan θ the density is that of cosᶠʳᵉᵉ⁻¹ θ, which is summed up to 95 in 100.
 */
export function studentQuantile(free: number): number {
  const steps = 4000;
  const width = Math.PI / 2 / steps;
  const areas = Array.from({ length: steps }, (_, at) => Math.cos((at + 0.5) * width) ** (free - 1));
  let left = 0.95 * areas.reduce((sum, area) => sum + area, 0);
  let at = 0;
  for (; left > (areas[at] ?? 0); at++) left -= areas[at] ?? 0;
  return Math.sqrt(free) * Math.tan((at + left / (areas[at] ?? 1)) * width);
}
