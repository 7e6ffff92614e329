// Sums, with a package that nobody has.
import sum from 'left-pad';

/** Returns it. */
export const total = (parts) => sum(parts);
