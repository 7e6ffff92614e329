import type { Limits } from '../../core/asset.ts';
import type { EventBody } from '../../core/events.ts';
import { composeOpening, composeSystem } from '../../core/prompt.ts';
import { toolDefinitions } from '../../core/tools.ts';
import type { Offer } from './offer.ts';
import type { Prepared } from './prepare.ts';

/** Returns the conversation's beginning: the project's part, then the spec's. */
export function openConversation(
  prepared: Prepared,
  { index, rules: offeredRules }: Offer,
  mode: 'scratch' | 'revise',
  limits: Limits,
  runtime: string | null,
): Extract<EventBody, { type: 'conversation-opened' }> {
  const { spec, loaded, inputs, rules, sharedRules, skills, dependencies } = prepared;
  const text = (folder: string) =>
    [...inputs.visible]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, { bytes }]) => ({ path, text: Buffer.from(bytes).toString('utf8') }));
  const opening = composeOpening({
    spec: { ...spec, mode },
    specText: loaded.text,
    contract: text(`${spec.folder}/contract`),
    tests: text(`${spec.folder}/tests`),
    dependencies: dependencies.map((one) => ({ spec: one.name, contract: text(`${one.folder}/contract`) })),
    rules: rules.filter((rule) => !sharedRules.includes(rule)),
    skills,
    files: [...inputs.visible].map(([path, { bytes }]) => ({ path, bytes: bytes.length, ...smallText(bytes) })),
    runtime,
    limits,
    hasHoldout: spec.holdout !== null,
  });
  return {
    type: 'conversation-opened',
    system: composeSystem(sharedRules, index.text, offeredRules),
    tools: toolDefinitions({ skills: index.text !== '' || offeredRules.length > 0 }),
    opening,
  };
}

/** Showing so little costs no more than having it read. */
const smallBytes = 300;

function smallText(bytes: Uint8Array): { text: string } | Record<string, never> {
  return bytes.length <= smallBytes && !bytes.includes(0) ? { text: Buffer.from(bytes).toString('utf8') } : {};
}
