import type { Changes, InspectionChanges, Sighting } from '../core/inspect/index.ts';
import type { TestChanges } from '../core/test-changes.ts';
import { cleanLine } from '../core/text.ts';
import { cut } from './event-lines.ts';
import type { Style } from './style.ts';

/** Says what the new outputs do and offer that the old did not, each with the place to look at. */
export function changeLines(
  { capabilities, dependencies, surface, unknown }: InspectionChanges,
  style: Style,
): string[] {
  const notKnown = unknown.map(
    ({ language, files }) => `  not known for ${cleanLine(language)}: ${files.slice(0, 5).map(cleanLine).join(', ')}`,
  );
  return [
    ...section(
      'Capabilities',
      'by patterns in the code: a hint, no proof',
      capabilities,
      style.yellow(style.warn),
      style,
    ),
    ...section('Dependencies', '', dependencies, style.green('+'), style),
    ...section('Public surface', '', surface, style.green('+'), style),
    ...(notKnown.length > 0 ? ['', ...notKnown] : []),
  ];
}

/** Says by name which tests changed since the attempt before. */
export function testChangeLines({ green, red, vanished, appeared }: TestChanges, style: Style): string[] {
  const named = (names: readonly string[], mark: string, what: string) =>
    names.map((name) => `  ${mark} ${cut(cleanLine(name), 140)}  ${style.dim(what)}`);
  const rows = [
    ...named(red, style.red(style.fail), 'turned red'),
    ...named(vanished, style.red(style.fail), 'vanished'),
    ...named(green, style.green(style.pass), 'turned green'),
    ...named(appeared, style.yellow('+'), 'new'),
  ];
  return [style.bold('Tests since the attempt before'), ...(rows.length > 0 ? rows : ['  none changed'])];
}

/** A line of a unified diff, in its colour. */
export function diffLine(line: string, style: Style): string {
  if (line.startsWith('+')) return style.green(line);
  if (line.startsWith('-')) return style.red(line);
  return line.startsWith('@@') || line.startsWith('diff ') ? style.bold(line) : line;
}

function section(title: string, aside: string, changes: Changes, mark: string, style: Style): string[] {
  const { added, dropped, changed } = changes;
  const rows = [
    ...changed.map(({ before, after }) => {
      const shapes =
        after.kind === 'contract'
          ? 'its text'
          : `${cleanLine(before.shape ?? '')} ${style.arrow} ${cleanLine(after.shape ?? '')}`;
      return `  ${style.yellow('~')} ${after.kind.padEnd(12)} ${cleanLine(after.name)}  ${shapes}${placeOf(after, style)}`;
    }),
    ...dropped.map((one) => `  ${style.red('-')} ${one.kind.padEnd(12)} ${cleanLine(one.name)}`),
    ...added.map((one) => {
      const shape = one.shape && one.kind !== 'contract' ? ` ${cleanLine(one.shape)}` : '';
      return `  ${mark} ${one.kind.padEnd(12)} ${cleanLine(one.name)}${shape}${placeOf(one, style)}`;
    }),
  ];
  const told = aside === '' ? '' : `  ${style.dim(aside)}`;
  return ['', `${style.bold(title)}${told}`, ...(rows.length > 0 ? rows : ['  nothing changed'])];
}

function placeOf({ places }: Sighting, style: Style): string {
  const [first] = places;
  if (!first) return '';
  const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
  return `  ${style.dim(`${cleanLine(first.file)}:${first.line}${more}`)}`;
}
