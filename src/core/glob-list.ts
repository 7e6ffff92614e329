/**
 * Reads globs as rule files of several tools write them: a list, or one text with commas between them (not within
 * braces), quoted or not, perhaps with brackets around. Returns null for anything else.
 */
export function readGlobList(value: unknown): string[] | null {
  if (value === null || value === undefined) return [];
  if (typeof value === 'string') return splitGlobs(value);
  if (!Array.isArray(value)) return null;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === value.length ? texts.flatMap(splitGlobs) : null;
}

function splitGlobs(written: string): string[] {
  // A comment, which stayed where the text had to be quoted to be read at all.
  const text = written.replace(/[ \t]#.*$/, '');
  const bare = /^\[.*\]$/s.test(text.trim()) && text.includes(',') ? text.trim().slice(1, -1) : text;
  const globs: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index <= bare.length; index++) {
    if (bare[index] === '{') depth++;
    if (bare[index] === '}') depth = Math.max(0, depth - 1);
    if (index < bare.length && (bare[index] !== ',' || depth > 0)) continue;
    globs.push(normalise(bare.slice(from, index)));
    from = index + 1;
  }
  return globs.filter((glob) => glob !== '');
}

/** Drops quotes and a leading `/` or `./`; a folder stands for all that is in it. */
function normalise(text: string): string {
  const glob = text
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim()
    .replace(/^\.?\/+/, '');
  return glob.endsWith('/') ? `${glob}**` : glob;
}
