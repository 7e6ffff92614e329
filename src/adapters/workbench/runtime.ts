import { realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

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
export async function findRuntime(language: string | null, env: NodeJS.ProcessEnv): Promise<string | null> {
  const probe = language === null ? undefined : probes[language.toLowerCase()];
  if (!probe) return null;
  const [program, ...args] = probe;
  if (program === 'node' && (await isOwnNode(env)))
    return `Node ${process.version}, which runs TypeScript by stripping its types`;
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

async function isOwnNode(env: NodeJS.ProcessEnv): Promise<boolean> {
  const own = await realpath(process.execPath);
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const found = await realpath(join(folder, 'node')).catch(() => null);
    if (found) return found === own;
  }
  return true;
}
