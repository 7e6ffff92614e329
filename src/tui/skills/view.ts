import { assetList } from '../components/asset-list.ts';
import type { Layout } from '../layout.ts';
import type { Line } from '../lines.ts';
import type { Screens } from '../store.ts';

/** The Skills screen: what is there, and from where. */
export function skillsView({ assets, skills }: Screens, layout: Layout): Line[] {
  const rows = assets?.skills.map(({ name, description, source }) => ({ name, fact: source, text: description }));
  return assetList(
    rows ?? null,
    skills.cursor,
    layout,
    'No skills yet. A skill is a folder with a SKILL.md in skills/.',
  );
}
