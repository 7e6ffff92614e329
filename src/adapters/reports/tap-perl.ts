import { cleanText } from '../../core/text.ts';

/** Returns what Test::More wrote to stderr about each failed test: name → lines. */
export function perlDiagnostics(stderr: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!stderr.includes('Failed test ')) return found;
  let name: string | null = null;
  for (const line of cleanText(stderr).split('\n')) {
    const text = /^\s*#(?: {1,3})?(.*)$/.exec(line)?.[1];
    const start = /^\s*Failed test '(.*)'$/.exec(text ?? '');
    if (start) name = start[1] ?? null;
    else if (text === undefined || text.startsWith('Looks like')) name = null;
    else if (name !== null) found.set(name, `${found.get(name) ?? ''}${text}\n`);
  }
  return found;
}
