import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import { findToolHomes, type ToolHome } from './tool-homes.ts';

/** Where the user's programs live, as a sandbox needs to know it. */
export interface Toolchains {
  /** Host paths to show read-only at the same place. None is a home folder or holds credentials. */
  readonly shown: readonly string[];
  /** Host files that are covered by an empty one, although they lie in what is shown. */
  readonly masked: readonly string[];
  /** Host files and folders to show read-only below the sandbox's own home folder. */
  readonly inHome: readonly { readonly from: string; readonly at: string }[];
  /** The folders of PATH that exist inside. */
  readonly path: readonly string[];
  /** The Node to show as `node` before all others; undefined when PATH finds the right one anyhow. */
  readonly node: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** Folders that are shown whole, whatever lies in them. */
export const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/opt', '/nix/store'];

/**
 * Finds the programs that the user's PATH leads to, wherever they are installed, without showing the rest of the home
 * folder: the folders of PATH themselves, what belongs to them (`lib` beside `bin`), and the homes of version managers.
 */
export function findToolchains(
  hostEnv: Readonly<Record<string, string | undefined>>,
  home: string,
  execPath: string,
): Toolchains {
  const homes = findToolHomes(hostEnv, home);
  const shown = new Set<string>();
  const masked = new Set<string>();
  const inHome = new Map<string, string>();
  const path: string[] = [];
  const env: Record<string, string> = {};
  const used = new Set<string>();
  const use = (tool: ToolHome): void => {
    if (used.has(tool.name) || !existsSync(tool.root) || isWithin(home, tool.root)) return;
    used.add(tool.name);
    if (tool.harmless === true && !isHarmless(tool.root)) return;
    if (tool.inHome !== undefined) inHome.set(tool.inHome, tool.root);
    else for (const part of tool.shown) if (existsSync(join(tool.root, part))) shown.add(join(tool.root, part));
    for (const part of tool.masked ?? []) if (existsSync(join(tool.root, part))) masked.add(join(tool.root, part));
    Object.assign(env, tool.env);
    for (const other of tool.needs ?? []) for (const needed of homes) if (needed.name === other) use(needed);
  };
  const show = (folder: string): void => {
    if (isSystem(folder)) return;
    const owners = homes.filter((tool) => isWithin(folder, tool.root));
    for (const tool of owners) use(tool);
    if (owners.length === 0) for (const part of surroundings(folder, home)) shown.add(part);
  };

  const entries = (hostEnv.PATH ?? '').split(delimiter).filter((entry) => isAbsolute(entry));
  for (const entry of new Set(entries)) {
    const folder = realFolder(entry);
    if (folder === undefined || isProjectLocal(entry) || isProjectLocal(folder) || isWithin(home, folder)) continue;
    show(folder);
    const inside = isSystem(entry) ? entry : folder;
    if (!path.includes(inside)) path.push(inside);
  }
  for (const tool of homes) if (tool.variable !== undefined && hostEnv[tool.variable] !== undefined) use(tool);
  for (const tool of homes) {
    const { program } = tool;
    if (program !== undefined && path.some((folder) => existsSync(join(folder, program)))) use(tool);
  }
  for (const name of ['JAVA_HOME', 'GOROOT'] as const) {
    const folder = realFolder(hostEnv[name] ?? '');
    if (folder === undefined) continue;
    env[name] = folder;
    show(join(folder, 'bin'));
  }
  for (const folder of baseOfVirtualenvs(path)) show(folder);
  return {
    shown: [...shown].filter((part) => !isWithin(home, part) && !isSystem(part)),
    inHome: [...inHome].map(([at, from]) => ({ at, from })),
    masked: [...masked],
    path,
    node: findNode(path, execPath),
    env,
  };
}

/** The folder where a virtualenv's own Python comes from, so that a linked one works. */
export function virtualenvBase(folder: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'pyvenv.cfg'), 'utf8').slice(0, 10_000);
    const found = /^home\s*=\s*(.+)$/m.exec(text)?.[1]?.trim();
    return found === undefined ? undefined : realFolder(found);
  } catch {
    return undefined;
  }
}

/** What belongs to a folder of programs that no known tool owns. Programs in `bin` look for these beside it. */
export function surroundings(folder: string, home: string): string[] {
  const parent = dirname(folder);
  if (!['bin', 'sbin'].includes(basename(folder)) || isWithin(home, parent)) return [folder];
  return [folder, ...BESIDE_BIN.map((name) => join(parent, name)).filter((path) => existsSync(path))];
}

/** Not the whole parent: `~/.fly/bin` has its access token beside it. */
const BESIDE_BIN = [
  ...['lib', 'lib32', 'lib64', 'libexec', 'share', 'include', 'jre', 'jmods', 'conf', 'release'],
  ...['pyvenv.cfg', 'pkg', 'VERSION', 'go.env', 'boot'],
];

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function isSystem(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => isWithin(path, folder));
}

/** Settings are shown only when no line of them could be a secret. */
function isHarmless(file: string): boolean {
  try {
    return !/token|secret|password|passwd|credential|auth|_key|apikey|\[env/i.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

/** Programs of some project: `npx` and `npm run` put them on PATH, and they would show that project. */
function isProjectLocal(entry: string): boolean {
  return /\/node_modules(\/|$)/.test(entry) && !isSystem(entry);
}

function realFolder(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return isAbsolute(path) && statSync(real).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

function* baseOfVirtualenvs(path: readonly string[]): Generator<string> {
  for (const folder of path) {
    const base = virtualenvBase(dirname(folder));
    if (base !== undefined) yield base;
  }
}

/**
 * The Node that runs Regent, when PATH would find another or none inside: what Regent says of `node` then holds, however
 * it was started, and an older one of the system does not come first.
 */
function findNode(path: readonly string[], execPath: string): string | undefined {
  const inside = path.map((folder) => join(folder, 'node')).find((file) => existsSync(file));
  const wanted = realpathSync(execPath);
  return inside !== undefined && realpathSync(inside) === wanted ? undefined : wanted;
}
