import { bound } from '../../bounded.ts';
import { type FileDiff, filesOf, isGenerated, linesOf } from '../../diff-lines.ts';
import { plural } from '../../words.ts';
import type { Diff } from '../../workbench.ts';
import { code, html, type Markup, type Part } from '../markup.ts';
import { leftOut, short } from '../parts.ts';

/** How much of a diff a page shows: what is beyond is said to be left out. Lines, and characters of a line. */
export interface Room {
  readonly files: number;
  readonly linesOfFile: number;
  readonly lines: number;
}

const longestLine = 400;
/** Characters: a diff of few lines may be large as well. */
const roomOfLine = 80;

/** A diff, folded by file; `level` is that of its files' headings. */
export function diffView(diff: Diff, room: Room, how: string): Part {
  const files = filesOf(diff);
  if (files.length === 0) return html`<p class="soft">Nothing changed.</p>`;
  const shown = files.slice(0, room.files);
  let lines = room.lines;
  const views = shown.map((file) => {
    const most = Math.max(0, Math.min(room.linesOfFile, lines));
    const { view, used } = fileView(file, most);
    lines -= used;
    return view;
  });
  const rest = files.length - shown.length;
  return [
    views,
    rest > 0 ? leftOut(`${plural(rest, 'more file')} changed. All of it: ${how}`) : null,
    lines <= 0 || diff.cut ? leftOut(`The diff is cut here. All of it: ${how}`) : null,
  ];
}

function fileView(file: FileDiff, most: number): { view: Markup; used: number } {
  const { path, status, added, removed, from, binary, modes } = file.stat;
  const about = [
    from === undefined ? '' : `was ${short(from, 200)}`,
    binary ? 'binary' : '',
    modes ? `mode ${modes[0]} → ${modes[1]}` : '',
    isGenerated(file) ? 'generated' : '',
  ].filter((one) => one !== '');
  const { rows, used } = file.text === null ? { rows: null, used: 0 } : lineViews(file.text, most);
  return {
    used,
    view: html`<details class="file"><summary><span class="path">${short(path, 300)}</span> <span class="soft">${status}</span> <span class="good">+${added}</span> <span class="warm">−${removed}</span>${about.length > 0 ? html` <span class="soft">(${about.join(', ')})</span>` : null}</summary>
${rows ? html`<pre class="diff">${rows}</pre>` : leftOut('Its lines are left out here.')}</details>
`,
  };
}

/** The lines of a file, as many as there is room for, from its beginning and its end. */
function lineViews(text: string, most: number): { rows: Part; used: number } {
  const lines = linesOf(text);
  const { first, last, left } = bound(
    Array.from({ length: lines.length }, (_, at) => at),
    Math.ceil(most * 0.7),
    Math.floor(most * 0.3),
  );
  let used = 0;
  const view = (at: number): Markup => {
    const { kind, text: said, old, new: now } = lines.at(at);
    const shown =
      said.length > longestLine
        ? `${said.slice(0, longestLine)}… (${said.length - longestLine} more characters)`
        : said;
    used += Math.max(1, Math.ceil(shown.length / roomOfLine));
    switch (kind) {
      case 'added':
        return html`<ins data-n="${now}">+${code(shown)}</ins>`;
      case 'removed':
        return html`<del data-n="${old}">-${code(shown)}</del>`;
      case 'hunk':
        return html`<span class="hunk">${code(shown)}</span>`;
      case 'note':
        return html`<span class="hunk">${shown}</span>`;
      case 'context':
        return html`<span data-n="${now}"> ${code(shown)}</span>`;
      default:
        return kind satisfies never;
    }
  };
  const head = first.map(view);
  const cut = left > 0 ? html`<span class="cut">… ${plural(left, 'line')} left out …</span>` : null;
  return { rows: [head, cut, last.map(view)], used };
}
