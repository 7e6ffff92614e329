import type { Diagnostic } from '../core/diagnostic.ts';
import type { SettingsFile } from '../core/services.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Binding } from './binding.ts';
import { readKey } from './key-names.ts';

/** Keys that a person chose, by the name of what they do; all else has the keys of the table. */
export type ChosenKeys = ReadonlyMap<string, readonly string[]>;

/** The bindings with the keys that were chosen in place of their own. */
export function withKeys<Table extends readonly Binding[]>(table: Table, chosen: ChosenKeys): readonly Binding[] {
  if (chosen.size === 0) return table;
  return table.map((one) => {
    const keys = chosen.get(one.name);
    if (!keys) return one;
    // Words for the keys of a pair would still name the old ones.
    return { ...one, keys, ...(typeof one.hint === 'string' ? { hint: keys.length > 0 } : {}) };
  });
}

/**
 * Reads the `keys` of the settings: which of them hold, and what is wrong with the others. A choice that would take a key
 * from something else doesn't hold, so nothing becomes unreachable without a word; every action stays in the palette.
 */
export function chooseKeys(
  table: readonly Binding[],
  { settings, file, lineOf }: SettingsFile,
): { readonly chosen: ChosenKeys; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const chosen = new Map<string, readonly string[]>();
  const problem = (name: string, code: string, message: string, mend: string): void => {
    diagnostics.push({ severity: 'error', code, file, line: lineOf(['keys', name]), message, mend });
  };
  const names = new Set(table.map((one) => one.name));
  for (const [name, given] of Object.entries(settings.keys ?? {})) {
    const shown = name.slice(0, 64);
    if (!names.has(name)) {
      const mend = `${didYouMean(name, names)}The names are in docs/keys.md.`;
      problem(name, 'unknown-action', `\`keys\`: there is no action \`${shown}\`.`, mend);
      continue;
    }
    const keys: string[] = [];
    let isGood = true;
    for (const one of typeof given === 'string' ? [given] : given) {
      const read = readKey(one);
      if ('key' in read) keys.push(read.key);
      else {
        isGood = false;
        problem(
          name,
          'unknown-key-name',
          `\`keys.${shown}\`: there is no key ${JSON.stringify(one.slice(0, 20))}.`,
          read.mend,
        );
      }
    }
    if (keys.length === 0 && isGood && alwaysReachable.includes(name)) {
      isGood = false;
      problem(
        name,
        'no-key',
        `\`keys.${shown}\`: it needs a key, for without one there is no way to it.`,
        'Give it one.',
      );
    }
    if (isGood) chosen.set(name, keys);
  }
  // Each choice that is dropped brings keys of the table back, which may be taken in turn; at the end there are none.
  for (let taken = findTaken(table, chosen); taken; taken = findTaken(table, chosen)) {
    const { name, key, by } = taken;
    chosen.delete(name);
    problem(
      name,
      'key-taken',
      `\`keys.${name}\`: \`${key}\` is a key of \`${by.name}\` (${by.label}) already, so it stays what it was.`,
      `Choose another key, or give \`${by.name}\` another one too.`,
    );
  }
  return { chosen, diagnostics };
}

/** Without these there would be no way to the palette, and none out. */
const alwaysReachable: readonly string[] = ['palette', 'quit'];

/** A chosen key that two bindings would have at once, where the table itself doesn't let them share one. */
function findTaken(table: readonly Binding[], chosen: ChosenKeys): { name: string; key: string; by: Binding } | null {
  const now = withKeys(table, chosen);
  for (const [at, one] of now.entries()) {
    if (!chosen.has(one.name)) continue;
    for (const [other, by] of now.entries()) {
      if (other === at || !meet(one, by) || share(table[at], table[other])) continue;
      const key = one.keys.find((name) => by.keys.includes(name));
      if (key !== undefined) return { name: one.name, key, by };
    }
  }
  return null;
}

function meet(one: Binding, other: Binding): boolean {
  return one.where === other.where || one.where === 'everywhere' || other.where === 'everywhere';
}

/** The table gives some pairs one key, of which only one can be used at a time: those may share any. */
function share(one: Binding | undefined, other: Binding | undefined): boolean {
  return Boolean(one?.keys.some((key) => other?.keys.includes(key)));
}
