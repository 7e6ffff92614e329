/** Returns a Markdown text's lines, null for those in code fences; HTML comments are cut out. */
export function readMarkdownLines(body: string): (string | null)[] {
  let fence: string | null = null;
  let inComment = false;
  return body.split(/\r?\n/).map((line) => {
    if (fence !== null) {
      const closing = /^\s*(`{3,}|~{3,})\s*$/.exec(line)?.[1];
      if (closing?.startsWith(fence)) fence = null;
      return null;
    }
    const text = cutComments(line);
    if (text === '' && line !== '') return inComment ? null : '';
    if (!text.includes('```') && !text.includes('~~~')) return text;
    const opening = /^\s*(?:[-*+]\s+|\d{1,9}[.)]\s+)?(`{3,}(?=[^`]*$)|~{3,})/.exec(text)?.[1];
    if (opening === undefined) return text;
    fence = opening;
    return null;
  });

  function cutComments(line: string): string {
    if (!inComment && !line.includes('<!--')) return line;
    let kept = '';
    let rest = line;
    while (rest !== '') {
      const mark = inComment ? rest.indexOf('-->') : commentStart(rest);
      if (!inComment) kept += mark === -1 ? rest : rest.slice(0, mark);
      if (mark === -1) break;
      rest = rest.slice(mark + (inComment ? 3 : 4));
      inComment = !inComment;
    }
    return kept;
  }
}

/** Where a comment opens, unless that is quoted as code. */
function commentStart(line: string): number {
  if (line.length > 10_000) return line.indexOf('<!--');
  const masked = line.replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, (code) => ' '.repeat(code.length));
  return masked.indexOf('<!--');
}
