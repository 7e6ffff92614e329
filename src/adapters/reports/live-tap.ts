import { isTestFileName } from '../../core/expected.ts';
import { cleanLine } from '../../core/text.ts';
import type { LiveTest } from '../../core/workbench.ts';

/** Far more than anybody looks at while tests run; what they came to, the report says. */
const mostTests = 2000;
const longestLine = 4000;

/**
 * Returns a reader of TAP for while it is being written: give it stdout in pieces, and it hands on each test as soon as
 * its line is whole, with the name that the report will give it. Nothing is decided by it: the code under test can
 * write such lines too, and only the whole report is judged.
 */
export function readLiveTap(found: (test: LiveTest) => void): (piece: string) => void {
  const suites: { readonly name: string; tests: number }[] = [];
  let line = '';
  let count = 0;
  let isYaml = false;
  // tape heads each test with a comment, and its assertions have no dash.
  let mayBeTape = false;
  let title = '';

  const take = (text: string): void => {
    if (isYaml) {
      isYaml = text.trim() !== '...';
      return;
    }
    if (text.trim() === '---') {
      isYaml = true;
      return;
    }
    mayBeTape ||= text === 'TAP version 13';
    const [, indent = '', comment, sign, dash, rest = ''] = tapLine.exec(text) ?? [];
    const depth = Math.floor(indent.length / 4);
    if (comment !== undefined) {
      if (comment.startsWith('Subtest: '))
        suites.splice(depth, suites.length, { name: named(comment.slice(9)), tests: 0 });
      else if (depth === 0) title = comment;
      return;
    }
    if (sign === undefined) return;
    const own = suites[depth];
    const path = suites.slice(0, depth);
    suites.length = Math.min(suites.length, depth);
    const above = path.at(-1);
    if (above) above.tests += 1;
    const name = named(rest);
    // A suite says again what its tests have said; Node reports a file that broke as a test with the file's name.
    if ((own && own.tests > 0) || (depth === 0 && isTestFileName(name)) || count >= mostTests) return;
    count += 1;
    const heading = mayBeTape && dash === undefined ? [title] : [];
    const words = [...path.map((suite) => suite.name), ...heading, name].map(cleanLine).filter(Boolean);
    const status = directive.test(rest) ? 'skipped' : sign === 'ok' ? 'passed' : 'failed';
    found({ name: words.join(' > ') || '(unnamed)', status });
  };

  return (piece) => {
    const [first = '', ...more] = piece.split('\n');
    line = (line + first).slice(0, longestLine);
    for (const next of more) {
      take(line.replace(/\r$/, ''));
      line = next.slice(0, longestLine);
    }
  };
}

const tapLine = /^( *)(?:# (.*)|((?:not )?ok)\b(?: +\d+)?( +-)?(?: +(.*))?)$/;
const directive = /(?:^|\s)#\s*(?:skip|todo)\b/i;

/** A name as it was before it was written: without its directive, and without what escapes a `#`. */
function named(text: string): string {
  return text
    .replace(/(?:^|\s)#\s*(?:skip|todo|time)\b.*$/i, '')
    .replace(/\\([#\\])/g, '$1')
    .trim();
}
