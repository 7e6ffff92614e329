import { movingAssets, readAssets } from '../assets.ts';
import type { Binding } from '../binding.ts';

export const rulesKeys: readonly Binding[] = [
  {
    keys: ['ctrl-r'],
    name: 'rules.refresh',
    where: 'rules',
    label: 'refresh',
    help: 'Read the rules anew.',
    run: readAssets,
  },
  ...movingAssets('rules'),
];
