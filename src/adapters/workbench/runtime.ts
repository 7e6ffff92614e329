/** How the languages' programs say their version. */
const probes: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  javascript: ['node', '--version'],
  typescript: ['node', '--version'],
  python: ['python3', '--version'],
  go: ['go', 'version'],
  rust: ['rustc', '--version'],
  ruby: ['ruby', '--version'],
  java: ['java', '-version'],
  bash: ['bash', '--version'],
  perl: ['perl', '-e', 'print "Perl $^V"'],
  php: ['php', '--version'],
};

/** Returns which runtime the commands will find for a language, such as `Node v24.1.0`; null when that is not known. */
export async function findRuntime(language: string | null): Promise<string | null> {
  const probe = language === null ? undefined : probes[language.toLowerCase()];
  if (!probe) return null;
  const [program, ...args] = probe;
  // The sandbox puts the Node that runs Regent first.
  if (program === 'node') return `Node ${process.version}, which runs TypeScript by stripping its types`;
  // Not in the sandbox: nothing of the project runs here, and the answer is the same.
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    reject: false,
    timeout: 2000,
    stdin: 'ignore',
    env: {},
    extendEnv: true,
    cwd: '/',
  });
  const [first = ''] = `${result.stdout}\n${result.stderr}`.trim().split('\n');
  return result.exitCode === 0 ? first.slice(0, 120) : null;
}
