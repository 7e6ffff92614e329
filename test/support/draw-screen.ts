import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Terminal as Emulator, IBufferCell } from '@xterm/headless';

const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as { Terminal: typeof Emulator };

const cell = { width: 8.4, height: 18 };
const paper = '#11151c';
const ink = '#d8dee9';
const palette = [
  ...['#3b4252', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d8dee9'],
  ...['#6b7689', '#ff7b86', '#b5e890', '#ffd68a', '#82c4ff', '#d99bee', '#7fd7e2', '#ffffff'],
];

/** Draws the screen that these bytes make on a terminal of this size, as an SVG file. */
export async function drawScreen(
  written: string,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  file: string,
): Promise<void> {
  const emulator = new Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((resolve) => emulator.write(written, resolve));
  const { active } = emulator.buffer;
  const drawn: string[] = [];
  for (let y = 0; y < rows; y++) {
    const line = active.getLine(active.viewportY + y);
    for (let x = 0; line && x < columns; ) {
      const first = line.getCell(x);
      const look = first ? lookOf(first) : '';
      let text = '';
      const from = x;
      for (; x < columns; x++) {
        const next = line.getCell(x);
        if (!next || lookOf(next) !== look) break;
        if (next.getWidth() > 0) text += next.getChars() || ' ';
      }
      if (first) drawn.push(drawRun(text, from, x, y, first));
    }
  }
  const [width, height] = [columns * cell.width + 24, rows * cell.height + 24];
  writeFileSync(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
<rect width="${width}" height="${height}" rx="8" fill="${paper}"/>
${drawn.filter((one) => one !== '').join('\n')}
</svg>
`,
  );
}

/** What two cells of one run have in common. */
function lookOf(one: IBufferCell): string {
  return [
    one.getFgColor(),
    one.getFgColorMode(),
    one.getBgColor(),
    one.getBgColorMode(),
    one.isBold(),
    one.isDim(),
    one.isInverse(),
  ].join();
}

function drawRun(text: string, from: number, to: number, y: number, one: IBufferCell): string {
  const front = one.isFgDefault() ? ink : colour(one.getFgColor(), one.isFgPalette());
  const back = one.isBgDefault() ? paper : colour(one.getBgColor(), one.isBgPalette());
  const [fill, ground] = one.isInverse() ? [back, front] : [front, back];
  const left = 12 + from * cell.width;
  const length = (to - from) * cell.width;
  const box =
    ground === paper
      ? ''
      : `<rect x="${left.toFixed(1)}" y="${12 + y * cell.height}" width="${length.toFixed(1)}" height="${cell.height}" fill="${ground}"/>`;
  if (text.trim() === '') return box;
  const look = `${one.isBold() ? ' font-weight="bold"' : ''}${one.isDim() ? ' opacity="0.6"' : ''}`;
  const place = `x="${left.toFixed(1)}" y="${12 + y * cell.height + 13}" textLength="${length.toFixed(1)}"`;
  return `${box}<text ${place} fill="${fill}"${look} xml:space="preserve">${escapeXml(text)}</text>`;
}

function colour(value: number, isPalette: boolean): string {
  if (!isPalette) return `#${value.toString(16).padStart(6, '0')}`;
  if (value < 16) return palette[value] ?? ink;
  if (value >= 232) return `#${(8 + (value - 232) * 10).toString(16).padStart(2, '0').repeat(3)}`;
  const steps = [0, 95, 135, 175, 215, 255];
  const parts = [Math.floor((value - 16) / 36), Math.floor((value - 16) / 6) % 6, (value - 16) % 6];
  return `#${parts.map((part) => (steps[part] ?? 0).toString(16).padStart(2, '0')).join('')}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
