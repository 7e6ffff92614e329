/**
 * Returns JavaScript or TypeScript with comments, and what is within strings and regular expressions, replaced by
 * spaces; what a template interpolates stays. Offsets and lines stay. Where the source can't be followed, the rest is
 * left as it is: in doubt a reviewer is shown too much.
 */
export function maskJavascript(source: string): string {
  const out = source.split('');
  // For each open `${`, how many braces are open within it.
  const templates: number[] = [];
  let last = '';
  let word = '';
  let at = source.startsWith('#!') ? blank(out, 0, endOfLine(source, 0)) : 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === '/' && source[at + 1] === '/') at = blank(out, at, endOfLine(source, at));
    else if (char === '/' && source[at + 1] === '*') {
      const close = source.indexOf('*/', at + 2);
      if (close < 0) return out.join('');
      at = blank(out, at, close + 2);
    } else if (char === '"' || char === "'") {
      const close = quoteEnd(source, at + 1, char);
      if (close < 0) return out.join('');
      blank(out, at + 1, close);
      at = close + 1;
      last = char;
    } else if (char === '`' || (char === '}' && templates.at(-1) === 0)) {
      if (char === '}') templates.pop();
      const end = templateEnd(source, at + 1);
      if (end < 0) return out.join('');
      blank(out, at + 1, end);
      if (source[end] === '`') at = end + 1;
      else {
        templates.push(0);
        at = end + 2;
      }
      last = '`';
    } else if (char === '/' && (last === '' || /[=(,:[!&|?{};+\-*%<>~^]/.test(last) || beforeRegex.test(word))) {
      const close = regexEnd(source, at + 1);
      if (close < 0) {
        at++;
        last = '/';
      } else {
        blank(out, at + 1, close);
        at = close + 1;
        last = ')';
      }
      word = '';
    } else {
      if (templates.length > 0 && (char === '{' || char === '}'))
        templates[templates.length - 1] = (templates.at(-1) ?? 0) + (char === '{' ? 1 : -1);
      if (/[\w$]/.test(char)) {
        word = last !== '' && /[\w$]/.test(source[at - 1] ?? '') ? word + char : char;
        last = char;
      } else if (!/\s/.test(char)) {
        word = '';
        last = char;
      }
      at++;
    }
  }
  return out.join('');
}

/** The same for Python; what an f-string interpolates stays. */
export function maskPython(source: string): string {
  const out = source.split('');
  const special = /#|([A-Za-z]{0,2})("""|'''|"|')/g;
  for (let match = special.exec(source); match; match = special.exec(source)) {
    if (match[0] === '#') {
      special.lastIndex = blank(out, match.index, endOfLine(source, match.index));
      continue;
    }
    const [all, prefix = '', quote = ''] = match;
    const start = match.index + all.length;
    let end = start;
    while (end < source.length && !source.startsWith(quote, end)) {
      if (source[end] === '\\') end++;
      else if (source[end] === '\n' && quote.length === 1) break;
      end++;
    }
    if (/f/i.test(prefix)) blankAround(out, source, start, Math.min(end, source.length));
    else blank(out, start, Math.min(end, source.length));
    special.lastIndex = Math.max(end + (source[end] === '\n' ? 0 : quote.length), start);
  }
  return out.join('');
}

/** The same for shell scripts: comments and strings; what a string expands (`$x`, `${x}`, `$(command)`) stays. */
export function maskShell(source: string): string {
  const out = source.split('');
  let heredoc: { readonly word: string; readonly expands: boolean } | null = null;
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === '\n' && heredoc) {
      const { word } = heredoc;
      const close = new RegExp(`^\\t*${word.replace(/\W/g, '\\$&')}$`, 'gm');
      close.lastIndex = at + 1;
      const found = close.exec(source);
      const end = found ? found.index : source.length;
      if (heredoc.expands) blankText(out, source, at + 1, end);
      else blank(out, at + 1, end);
      at = blank(out, end, end + (found?.[0].length ?? 0));
      heredoc = null;
    } else if (char === '\\') at += 2;
    else if (char === '#' && /(?:^|[\s;&|(])$/.test(source.slice(Math.max(0, at - 1), at)))
      at = blank(out, at, endOfLine(source, at));
    else if (char === "'") {
      const close = source.indexOf("'", at + 1);
      if (close < 0) return out.join('');
      blank(out, at + 1, close);
      at = close + 1;
    } else if (char === '"') {
      const close = doubleEnd(source, at + 1);
      if (close < 0) return out.join('');
      blankText(out, source, at + 1, close);
      at = close + 1;
    } else {
      const opened = char === '<' ? /^<<-?\s*(['"\\]?)([\w.-]+)['"]?/.exec(source.slice(at, at + 80)) : null;
      if (opened && source[at + 2] !== '<') heredoc = { word: opened[2] ?? '', expands: opened[1] === '' };
      at += opened ? opened[0].length : 1;
    }
  }
  return out.join('');
}

/**
 * Breaks up runs of spaces, and of what is no space, that no person writes: a pattern that looks along a run from each
 * of its places would take time that grows with the square of its length. Offsets stay.
 */
export function breakRuns(code: string): string {
  return code.replace(/\s{400}|\S{400}/g, (run) => `${run.slice(0, -1)}\0`);
}

const beforeRegex = /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof)$/;

function blank(out: string[], from: number, to: number): number {
  for (let at = from; at < Math.min(to, out.length); at++) if (out[at] !== '\n') out[at] = ' ';
  return to;
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function quoteEnd(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (char === quote) return at;
    else if (char === '\n') return -1;
  }
  return -1;
}

/** Where a template's text ends: at its back-tick, or at the next `${`. */
function templateEnd(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (char === '`' || (char === '$' && source[at + 1] === '{')) return at;
  }
  return -1;
}

function regexEnd(source: string, from: number): number {
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\n') return -1;
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at;
  }
  return -1;
}

/** Blanks an f-string but for what stands in its braces. */
function blankAround(out: string[], source: string, from: number, to: number): void {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const char = source.charAt(at);
    if (char === '{' && source[at + 1] === '{' && depth === 0) at = blank(out, at, at + 2) - 1;
    else {
      if (char === '{') depth++;
      if (depth === 0) blank(out, at, at + 1);
      if (char === '}') depth = Math.max(0, depth - 1);
    }
  }
}

/** Blanks a shell's text but for its expansions. */
function blankText(out: string[], source: string, from: number, to: number): void {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const char = source.charAt(at);
    if (char === '$' && /[({]/.test(source[at + 1] ?? '')) {
      depth++;
      at++;
    } else if (depth > 0 && /[({]/.test(char)) depth++;
    else if (depth > 0 && /[)}]/.test(char)) depth--;
    else if (depth > 0) continue;
    else if (char === '$' && /\w/.test(source[at + 1] ?? '')) {
      while (/\w/.test(source[at + 1] ?? '')) at++;
    } else blank(out, at, at + 1);
  }
}

function doubleEnd(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (char === '$' && source[at + 1] === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (char === '"' && depth === 0) return at;
  }
  return -1;
}
