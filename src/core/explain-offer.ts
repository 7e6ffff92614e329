import type { OfferedSkills } from './events.ts';
import { plural } from './words.ts';

/** What the agent of a session is not told, in sentences: where something was cut, or is not trusted. */
export function explainOffer(offer: OfferedSkills | undefined): string[] {
  if (offer === undefined) return [];
  const { offered, listed, shortened, tokens, budget, untrusted, untrustedRules = 0 } = offer;
  const cuts = [
    shortened > 0 ? `${plural(shortened, 'description')} cut` : '',
    offered > listed ? `no room for ${offered - listed} of ${offered} skills` : '',
  ].filter((one) => one !== '');
  return [
    ...(cuts.length > 0
      ? [`skills: ${cuts.join(', ')}; the index takes ${tokens} of ${budget} tokens (skillBudget)`]
      : []),
    ...(untrusted > 0
      ? [`${plural(untrusted, 'skill')} of this project not offered: it is not trusted yet (regent trust)`]
      : []),
    ...(untrustedRules > 0
      ? [`${plural(untrustedRules, 'rule')} on request not offered: the project is not trusted yet (regent trust)`]
      : []),
  ];
}
