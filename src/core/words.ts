/** `$0.04`; an unknown price is said as such. */
export function money(usd: number | null): string {
  return usd === null ? '$?' : `$${usd.toFixed(2)}`;
}

/** `34k`, `1.2M` */
export function compact(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

/** `3 files`, `1 file` */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
