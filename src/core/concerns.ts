import type { InspectionChanges } from './inspect/index.ts';
import { cleanLine } from './text.ts';
import type { Verdict } from './verdict.ts';
import { plural } from './words.ts';

/** What of an attempt needs a person's eye, in a few words each; without `changes`, what its outputs do is not said. */
export function concernsOf(
  { requirements, questions }: Pick<Verdict, 'requirements' | 'questions'>,
  changes: InspectionChanges | null,
): string[] {
  const unproven = requirements.filter((one) => one.status === 'unproven').map((one) => one.id);
  const parts: string[] = [];
  if (unproven.length > 0) parts.push(`no test names ${listed(unproven)}`);
  if (questions.length > 0) parts.push(plural(questions.length, 'open question'));
  if (!changes) return parts;
  const powers = [...new Set(changes.capabilities.added.map((one) => one.kind))];
  if (powers.length > 0) parts.push(`newly used: ${powers.join(', ')}`);
  const packages = changes.dependencies.added.filter((one) => one.kind !== 'built in');
  if (packages.length > 0) parts.push(`new dependencies: ${listed(packages.map((one) => cleanLine(one.name)))}`);
  const { changed, dropped } = changes.surface;
  if (changed.length > 0) parts.push(`${plural(changed.length, 'public name')} changed`);
  if (dropped.length > 0) parts.push(`${plural(dropped.length, 'public name')} gone`);
  return parts;
}

function listed(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
