import type { Diagnostic } from '../../core/diagnostic.ts';
import type { RuleEntry, RuleList, SpecRules } from '../../core/rule-work.ts';
import { shortName } from '../../core/rules-for.ts';

export interface RulesState {
  /** Null until the screen is opened. */
  readonly list: RuleList | null;
  /** All rules held against one spec; null while all specs are meant. */
  readonly merged: SpecRules | null;
  /** File of the rule that the cursor is on. */
  readonly cursor: string | null;
  readonly filter: string;
  /** Where the keys move: the list, the details beside it, or the text that the model gets. */
  readonly pane: 'list' | 'details' | 'text';
  readonly scroll: number;
}

export const noRules: RulesState = { list: null, merged: null, cursor: null, filter: '', pane: 'list', scroll: 0 };

/** One rule of the list, or a file that should be one and can't be read. */
export interface RuleRow {
  readonly file: string;
  readonly name: string;
  readonly entry: RuleEntry | null;
  /** How it stands to the spec that was chosen. */
  readonly applied: SpecRules['rules'][number] | null;
  readonly problems: readonly Diagnostic[];
}

/** The rows as the filter leaves them: what is broken first, then in the order in which an agent gets the rules. */
export function ruleRows({ list, merged, filter }: RulesState): readonly RuleRow[] {
  if (list === null) return [];
  const problemsOf = (file: string) => list.diagnostics.filter((one) => one.file === file);
  const known = new Set(list.rules.map(({ rule }) => rule.file));
  const broken = [...new Set(list.diagnostics.map((one) => one.file).filter((file) => !known.has(file)))];
  const entries = new Map(list.rules.map((entry) => [entry.rule.file, entry]));
  const order = merged ? placed(merged).map((one) => one.rule.file) : [...entries.keys()];
  const applied = new Map(merged?.rules.map((one) => [one.rule.file, one]));
  const rows: RuleRow[] = [
    ...broken.map((file) => ({ file, name: file, entry: null, applied: null, problems: problemsOf(file) })),
    ...order.flatMap((file) => {
      const entry = entries.get(file);
      if (!entry) return [];
      const name = shortName(entry.rule);
      return [{ file, name, entry, applied: applied.get(file) ?? null, problems: problemsOf(file) }];
    }),
  ];
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const why = row.applied?.why ?? '';
    const about = `${row.name} ${row.file} ${row.entry?.rule.description ?? ''} ${why}`.toLowerCase();
    return words.every((word) => about.includes(word));
  });
}

export function currentRow(state: RulesState): RuleRow | null {
  return ruleRows(state).find((row) => row.file === state.cursor) ?? null;
}

export const places = [
  ['system', 'shared by all specs'],
  ['opening', 'with the spec'],
  ['offered', 'offered, read when it fits'],
  [null, 'not for this spec'],
] as const;

/** In the order in which they stand in the request. */
function placed({ rules }: SpecRules): SpecRules['rules'] {
  return places.flatMap(([place]) => rules.filter((one) => one.place === place));
}
