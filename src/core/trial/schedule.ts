import type { ArmKey, Slot } from './events.ts';

/**
 * Returns the sessions of a trial in the order in which they are started. Each repeat visits every spec before the next
 * one begins, so that a trial that is cut short has something of each; and the arms take turns at going first (a b, b a,
 * a b, …), so that a machine or an endpoint that slows down is no arm's disadvantage.
 */
export function scheduleTrial(specs: readonly string[], repeats: number): Slot[] {
  return Array.from({ length: repeats }, (_, round) =>
    specs.flatMap((spec, at) => {
      const arms: readonly ArmKey[] = (round + at) % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
      return arms.map((arm): Slot => ({ spec, arm, repeat: round + 1 }));
    }),
  ).flat();
}

/** One word for a slot: the same for the same one. */
export function slotKey({ spec, arm, repeat }: Slot): string {
  return `${spec} ${arm} ${repeat}`;
}
