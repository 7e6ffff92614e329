import { assetList } from '../components/asset-list.ts';
import type { Layout } from '../layout.ts';
import type { Line } from '../lines.ts';
import type { Screens } from '../store.ts';

/** The Rules screen: what is there, and which a check enforces. */
export function rulesView({ assets, rules }: Screens, layout: Layout): Line[] {
  const rows = assets?.rules.map(({ name, description, check }) => ({
    name,
    fact: check === null ? '' : 'checked',
    text: description,
  }));
  return assetList(rows ?? null, rules.cursor, layout, 'No rules yet. A rule is a Markdown file in rules/.');
}
