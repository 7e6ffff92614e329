import { oneLine, type Seen } from './sighting.ts';

/** Packages that a manifest among the outputs names; null for a file that is no manifest known here. */
export function manifestPackages(file: string, source: string): Seen[] | null {
  const name = file.split('/').at(-1) ?? '';
  if (name === 'package.json') return fromPackageJson(source);
  if (/^requirements[\w.-]*\.txt$/.test(name))
    return byLine(source, /^[ \t]*([A-Za-z][\w.-]*)(?:\[[^\]]*\])?[ \t]*([^#;\n]*)/gm);
  if (name === 'pyproject.toml')
    return fromToml(source, /^\[(?:project|tool\.poetry)(?:\.[\w.-]*dependencies[\w.-]*)?\]$/);
  if (name === 'Cargo.toml') return fromToml(source, /^\[[\w.'()-]*dependencies(?:\.[\w-]+)?\]$/);
  if (name === 'go.mod') return byLine(source, /^[ \t]*(?:require[ \t]+)?([\w.-]+\.[\w-]+\/\S+)[ \t]+(v\S+)/gm);
  return null;
}

function fromPackageJson(source: string): Seen[] {
  let data: unknown;
  try {
    data = JSON.parse(source);
  } catch {
    return [];
  }
  const groups = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  return groups.flatMap((group) => {
    const names = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[group] : null;
    if (typeof names !== 'object' || names === null) return [];
    const start = Math.max(0, source.indexOf(`"${group}"`));
    return Object.entries(names)
      .slice(0, 500)
      .map(
        ([name, version]): Seen => ({
          kind: 'declared',
          name,
          shape: oneLine(String(version)),
          at: Math.max(0, source.indexOf(JSON.stringify(name), start)),
        }),
      );
  });
}

function byLine(source: string, pattern: RegExp): Seen[] {
  return [...source.matchAll(pattern)].map((match) => ({
    kind: 'declared',
    name: match[1] ?? '',
    shape: oneLine(match[2] ?? ''),
    at: match.index + match[0].indexOf(match[1] ?? ''),
  }));
}

/** `name = "1.0"` below a section of dependencies, and `dependencies = ["name>=1"]`. */
function fromToml(source: string, section: RegExp): Seen[] {
  const seen: Seen[] = [];
  let isInside = false;
  let isTable = false;
  let isList = false;
  let at = 0;
  for (const text of source.split('\n')) {
    const trimmed = text.trim();
    if (trimmed.startsWith('[') && !isList) {
      isInside = section.test(trimmed);
      isTable = isInside && trimmed.includes('dependencies');
    } else if (isInside) {
      const isDependencies = trimmed.includes('dependencies') || isList;
      if (/^[\w-]*dependencies\s*=\s*\[/.test(trimmed)) isList = true;
      const names = isDependencies ? [...text.matchAll(/["']([A-Za-z][\w.-]*)(?:\[[^\]]*\])?\s*([^"']*)["']/g)] : [];
      for (const one of names)
        seen.push({ kind: 'declared', name: one[1] ?? '', shape: oneLine(one[2] ?? ''), at: at + one.index });
      if (isList && /\](?:\s*#.*)?$/.test(trimmed)) isList = false;
      const own = /^([\w-]+)\s*=\s*(?:"([^"]*)"|\{.*?version\s*=\s*"([^"]*)")/.exec(trimmed);
      if (own && isTable && !isDependencies)
        seen.push({ kind: 'declared', name: own[1] ?? '', shape: own[2] ?? own[3] ?? '', at });
    }
    at += text.length + 1;
  }
  return seen;
}
