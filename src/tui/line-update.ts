import { isNarrow } from './width.ts';

/**
 * Stands in for Ink's own module of this name in the bundle. Returns the bytes that turn a row into the next one: from
 * the first column that differs, where it is sure which column that is. Behind an emoji it is not, for terminals don't
 * agree on its width; what is left of the row before would stay there, so such a row is written whole.
 */
export default function lineUpdate(previous: string, next: string, columns: number | undefined): string {
  const whole = `\x1b[1G\x1b[K${next}`;
  let common = 0;
  while (common < next.length && previous[common] === next[common]) common++;
  let from = 0;
  let column = 0;
  let colours = '';
  for (const [token] of next.matchAll(tokens)) {
    if (from + token.length > common) break;
    from += token.length;
    if (token.startsWith('\x1b')) colours += token;
    else column += token.length;
  }
  const isSure = isNarrow(next.slice(0, from).replaceAll(sgr, '')) && column > 0 && column < (columns ?? 0);
  // A mark that joins what stands before it belongs to the part that is the same.
  if (!isSure || joining.test(next.slice(from).replace(sgr, ''))) return whole;
  return `\x1b[${column + 1}G\x1b[K${colours}${next.slice(from)}`;
}

const joining = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]/u;
const sgr = new RegExp(`${'\x1b'}\\[[\\d;]*m`, 'g');
const tokens = new RegExp(`${sgr.source}|[^]`, 'g');
