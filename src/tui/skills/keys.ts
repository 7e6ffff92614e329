import { movingAssets, readAssets } from '../assets.ts';
import type { Binding } from '../binding.ts';

export const skillsKeys: readonly Binding[] = [
  {
    keys: ['ctrl-r'],
    name: 'skills.refresh',
    where: 'skills',
    label: 'refresh',
    help: 'Read the skills anew.',
    run: readAssets,
  },
  ...movingAssets(),
];
