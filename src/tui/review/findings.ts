import { concernsOf } from '../../core/concerns.ts';
import type { Changes, Sighting } from '../../core/inspect/index.ts';
import { cleanLine } from '../../core/text.ts';
import type { Verdict } from '../../core/verdict.ts';
import { bad, bold, dim, good, type Line, line, type Span, spread, type Tone, warn } from '../lines.ts';
import type { ReviewState } from '../store.ts';
import { truncate, widthOf, wrap } from '../width.ts';
import { heading, isOpen, placeText, type ReviewItem } from './items.ts';
import { gap, plainItem } from './list.ts';

/** One sentence: what in this candidate needs a person's eye. */
export function lookAt(
  { inspection, rivals }: ReviewState,
  verdict: Verdict,
): { mark: string; text: string; tone: Tone } {
  const waiting = rivals?.filter((one) => one.record.summary.status === 'waiting').length ?? 0;
  const parts = [
    ...(waiting > 1 ? [`${waiting} candidates wait: H L step, C compares`] : []),
    ...concernsOf(verdict, inspection),
  ];
  if (!inspection) return { mark: '·', text: [...parts, 'reading the outputs …'].join(' · '), tone: 'dim' };
  if (parts.length > 0) return { mark: '!', text: parts.join(' · '), tone: 'warn' };
  const isPartly = inspection.unknown.length > 0 ? ', as far as its language is known here' : '';
  return {
    mark: '✓',
    text: `no open question, no new power or dependency${isPartly}`,
    tone: isPartly ? 'dim' : 'good',
  };
}

/** What the new outputs do and offer that the old did not, with the place to look at. */
export function findingItems(review: ReviewState): ReviewItem[] {
  const { inspection } = review;
  if (!inspection) return [gap('g-findings'), plainItem('inspecting', [line(dim(' reading the outputs …'))])];
  const { capabilities, dependencies, surface, unknown } = inspection;
  const same = [
    ...(isSame(capabilities) ? ['capabilities'] : []),
    ...(isSame(dependencies) ? ['dependencies'] : []),
    ...(isSame(surface) ? ['public surface'] : []),
  ];
  const news = [
    ...section(review, 'Capabilities', 'new against before; by patterns in the code: a hint, no proof', capabilities),
    ...section(review, 'Dependencies', 'new and dropped', dependencies),
    ...section(review, 'Public surface', 'names, options and contracts that others see', surface),
  ];
  const texts = [
    ...(same.length > 0 ? [`Nothing new in: ${same.join(', ')}`] : []),
    ...unknown.map(({ language, files }) => unknownText(language, files)),
  ];
  if (texts.length === 0) return news;
  const rows = (width: number): Line[] =>
    texts.flatMap((text) => wrap(text, Math.max(8, width - 2))).map((text) => line(dim(` ${text}`)));
  return [...news, gap('g same'), plainItem('same', rows)];
}

function isSame({ added, dropped, changed }: Changes): boolean {
  return added.length + dropped.length + changed.length === 0;
}

const shownAtFirst = 6;

function section(review: ReviewState, title: string, aside: string, changes: Changes): ReviewItem[] {
  if (isSame(changes)) return [];
  const rows: ReviewItem[] = [
    ...changes.changed.map((one) => changedItem(title, one)),
    ...changes.dropped.map((one) => sightingItem(title, '−', one)),
    ...changes.added.map((one) => sightingItem(title, title === 'Capabilities' ? '!' : '+', one)),
  ];
  const key = `more ${title}`;
  const isWhole = rows.length <= shownAtFirst || isOpen(review, 'verdict', key);
  const rest = rows.slice(shownAtFirst);
  const more: ReviewItem = {
    key,
    stop: true,
    folds: true,
    rows: () => [line(dim(isWhole ? '   fewer (enter)' : `   … and ${rest.length} more (enter)`))],
  };
  return [
    gap(`g ${title}`),
    plainItem(`h ${title}`, [heading(bold(title), aside)]),
    ...rows.slice(0, isWhole ? rows.length : shownAtFirst),
    ...(rows.length > shownAtFirst ? [more] : []),
  ];
}

function sightingItem(title: string, mark: string, one: Sighting): ReviewItem {
  const [place] = one.places;
  const isGone = mark === '−';
  const shape = one.shape && one.kind !== 'contract' ? ` ${cleanLine(one.shape)}` : '';
  const name = `${cleanLine(one.name)}${shape.startsWith(' (') ? shape.slice(1) : shape}`;
  return {
    key: `${title} ${mark} ${one.kind} ${one.name} ${place?.file}`,
    stop: true,
    ...(place && !isGone ? { opens: place } : {}),
    rows: (width) => [
      row(
        markSpan(mark),
        one.kind,
        name,
        isGone ? (title === 'Public surface' ? 'gone' : 'not used any more') : placeText(one.places),
        width,
      ),
    ],
  };
}

function changedItem(title: string, { before, after }: Changes['changed'][number]): ReviewItem {
  const [place] = after.places;
  const was = after.kind === 'contract' ? 'its text' : cleanLine(before.shape ?? '(nothing)');
  const is = after.kind === 'contract' ? '' : ` → ${cleanLine(after.shape ?? '(nothing)')}`;
  return {
    key: `${title} ~ ${after.kind} ${after.name} ${place?.file}`,
    stop: true,
    ...(place ? { opens: place } : {}),
    rows: (width) => [
      row(warn('~'), after.kind, `${cleanLine(after.name)} ${was}${is}`, placeText(after.places), width),
    ],
  };
}

function row(mark: Span, kind: string, name: string, place: string, width: number): Line {
  const room = Math.floor((width - 18) / 2);
  return spread(line('   ', mark, ' ', dim(kind.padEnd(13)), name), line('  ', dim(endOf(place, room)), ' '), width);
}

/** The end of a place says more than its beginning, which all outputs share. */
function endOf(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const parts = text.split('/');
  while (parts.length > 1 && widthOf(parts.join('/')) > width - 2) parts.shift();
  return truncate(`…/${parts.join('/')}`, width);
}

function markSpan(mark: string): Span {
  if (mark === '!') return warn(mark);
  return mark === '−' ? bad(mark) : good(mark);
}

function unknownText(language: string, files: readonly string[]): string {
  const names = files.slice(0, 3).map(cleanLine).join(', ') + (files.length > 3 ? ` and ${files.length - 3} more` : '');
  return `Capabilities and surface are not known for ${cleanLine(language)}: ${names}`;
}
