#!/usr/bin/env node
import { version } from './version.ts';

const oldestNode = 22;

// The one question that needs nothing loaded.
const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  process.stdout.write(`${version}\n`);
} else if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  process.stderr.write(`regent: needs Node ${oldestNode} or newer, and this is ${process.version}.\n`);
  process.stderr.write('  In a clone of Regent, npx regent uses the Node that npm ci has installed there.\n');
  process.exitCode = 1;
} else if (!hasFolder()) {
  process.stderr.write('regent: The folder that it was started in is gone.\n  Go to one that is there: cd\n');
  process.exitCode = 1;
} else {
  await keepCompiledCode();
  const [{ runCommand }, { services }] = await Promise.all([import('./cli/index.ts'), import('./services.ts')]);
  process.exitCode = await runCommand(process.argv.slice(2), services);
}

function hasFolder(): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

/**
 * Keeps compiled code in the user's own folder: one in /tmp could be written by others. Node writes it when a process
 * ends by itself; a terminal that is closed leaves no time for that, so what the start needed is written a little later.
 */
async function keepCompiledCode(): Promise<void> {
  const [{ enableCompileCache, flushCompileCache }, { homedir }] = await Promise.all([
    import('node:module'),
    import('node:os'),
  ]);
  const cache = process.env.XDG_CACHE_HOME || `${homedir()}/.cache`;
  enableCompileCache(`${cache}/regent/compiled`);
  // Node 22.8 has the one and not yet the other.
  setTimeout(() => flushCompileCache?.(), 1000).unref();
}
