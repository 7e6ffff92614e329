/** How plain text is drawn on one stream: colour only on a terminal that wants it, and marks that its locale can show. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  readonly pass: string;
  readonly fail: string;
  readonly warn: string;
  readonly dot: string;
  readonly arrow: string;
  /** The stream is a terminal whose locale shows ASCII alone. */
  readonly ascii: boolean;
  /** The terminal says that its background is light. */
  readonly light: boolean;
}

export function styleFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Style {
  const wants = env.FORCE_COLOR !== undefined ? env.FORCE_COLOR !== '0' : stream.isTTY === true;
  const hasColour = wants && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (open: number, close: number) => (text: string) =>
    hasColour ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  // A pipe or a CI log has no locale to speak of, and takes UTF-8.
  const isUnicode = locale === '' || locale === 'C' ? stream.isTTY !== true : /utf-?8/i.test(locale);
  const marks = isUnicode
    ? { pass: '✓', fail: '✗', warn: '!', dot: '·', arrow: '→' }
    : { pass: 'ok', fail: 'FAIL', warn: '!', dot: '-', arrow: '->' };
  const light = hasLightBackground(env);
  return {
    bold: paint(1, 22),
    dim: light ? paint(90, 39) : paint(2, 22),
    green: paint(light ? 34 : 32, 39),
    red: paint(31, 39),
    yellow: paint(light ? 35 : 33, 39),
    ...marks,
    ascii: !isUnicode,
    light,
  };
}

/** Whether the terminal says of its background that it is white or light grey, as some do: `COLORFGBG=0;15`. */
function hasLightBackground({ COLORFGBG = '' }: NodeJS.ProcessEnv): boolean {
  return /;(?:7|15)$/.test(COLORFGBG);
}
