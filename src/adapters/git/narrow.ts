import { placesOf } from '../../core/glob.ts';

/** Where git has to look for what the globs match: an option of what reads trees, left out where it may be anywhere. */
export function narrowedTo(globs: readonly string[]): { readonly under?: readonly string[] } {
  const under = placesOf(globs);
  return under.length === 0 ? {} : { under };
}
