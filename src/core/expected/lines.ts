import type { DeclaredTest } from './declared.ts';

/** Returns bats tests: bats itself finds them line by line. */
export function batsTests(source: string): DeclaredTest[] {
  // Focused tests run alone.
  if (source.includes('bats:focus')) return [];
  return [...source.matchAll(/^@test +(?:"([^"$`\\\n]*)"|'([^'\n]*)') *\{/gm)].map((match) => ({
    title: match[1] ?? match[2] ?? '',
    kind: 'title',
  }));
}

/** Returns Test::More's subtests and the assertions on one line at the left margin whose names are literals. */
export function perlTests(text: string): DeclaredTest[] {
  const source = text.replace(quoteLike, '');
  if (/<<~?["'A-Z]|\bskip_all\b|^exit\b|\bq[qwr]?[ \t]*[{([<|]/m.test(source)) return [];
  const found: DeclaredTest[] = [];
  let inPod = false;
  for (const line of source.split('\n')) {
    if (/^__(?:END|DATA)__/.test(line)) break;
    if (/^=[a-zA-Z]/.test(line)) inPod = !line.startsWith('=cut');
    const title = inPod || line.length > 1_000 ? undefined : (subtest.exec(line)?.[2] ?? assertion.exec(line)?.[2]);
    if (title !== undefined) found.push({ title, kind: 'title' });
  }
  return found;
}

/** What is quoted on one line in Perl's other ways: `qw(a b)`. Where one goes on, the lines after it are no statements. */
const quoteLike =
  /(?<![\w$@%&>{-])q[qwr]?[ \t]*(?:\([^()\n]*\)|\[[^[\]\n]*\]|\{[^{}\n]*\}|<[^<>\n]*>|\|[^|\n]*\||\/[^/\n]*\/)/g;
const subtest = /^subtest\s*\(?\s*(["'])((?:(?!\1)[^\\$@])+)\1\s*(?:=>|,)\s*sub\b/;
const assertion =
  /^(?:ok|is|isnt|like|unlike|is_deeply|cmp_ok)\b[^{}#]*,\s*(["'])((?:(?!\1)[^\\$@#])+)\1\s*\)?\s*;\s*$/;
