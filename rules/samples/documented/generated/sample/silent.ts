const factor = 3;

export function triple(value: number): number {
  return factor * value;
}
