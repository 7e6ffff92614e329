import type { RejectCause } from '../events.ts';

/** What a person found at fault, in words that follow "at fault:". */
export const faultWords: Readonly<Record<RejectCause, string>> = {
  spec: 'the spec',
  'missing-test': 'a missing test',
  'missing-rule': 'a missing rule',
  skill: 'a skill',
  'bad-luck': 'bad luck',
};
