/** Returns the TAP streams in a text: one, or one for each file that `prove -v` ran. */
export function proveSections(text: string): string[] {
  if (!header.test(text.trimStart().split('\n', 1)[0] ?? '')) return [text];
  const sections: string[][] = [];
  for (const line of text.split('\n')) {
    if (summary.test(line)) break;
    if (header.test(line)) sections.push([]);
    else if (!verdict.test(line)) sections.at(-1)?.push(line);
  }
  return sections.map((lines) => lines.join('\n'));
}

const header = /^\S.*\S \.{2,} ?$/;
/** prove's own word about a file, after its stream. */
const verdict =
  /^(?:ok|skipped: .*|Failed \d+\/\d+ subtests.*|Dubious, test returned .*|All \d+ subtests passed.*|No subtests run.*)\s*$/;
const summary = /^(?:All tests successful\.|Test Summary Report|Files=\d+, Tests=\d+.*)$/;
