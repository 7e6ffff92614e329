import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';

/** What each part of `src` may import: parts and single files of ours, Node's own modules, and packages. */
interface Allowed {
  readonly ours: readonly string[];
  readonly node: boolean;
  /** Null: any. */
  readonly packages: readonly string[] | null;
}

/** CONTRIBUTING.md says the same in words. The first that fits a file counts. */
const parts: readonly (readonly [part: string, allowed: Allowed])[] = [
  ['core/', { ours: ['core/'], node: false, packages: ['zod', 'yaml', 'picomatch'] }],
  ['adapters/', { ours: ['adapters/', 'core/', 'version.ts'], node: true, packages: null }],
  // Both front ends are handed the same context; nothing else of the one is the other's business.
  ['tui/', { ours: ['tui/', 'core/', 'cli/context.ts', 'version.ts'], node: true, packages: null }],
  ['cli/', { ours: ['cli/', 'tui/', 'core/', 'version.ts'], node: true, packages: null }],
  ['version.ts', { ours: [], node: false, packages: [] }],
  ['services.ts', { ours: ['adapters/', 'core/'], node: false, packages: [] }],
  ['main.ts', { ours: ['cli/', 'services.ts', 'version.ts'], node: true, packages: [] }],
];

/** Holds other programs as text, imports and all. */
const isText = ['adapters/starter/starter-files.ts'];

const root = join(process.cwd(), 'src');

test('imports run one way: main and services to cli, tui and adapters; those to core; core to nothing of ours', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !isText.includes(path));
  assert.ok(files.length > 100, `only ${files.length} files were looked at`);
  const violations = files.flatMap((file) => findViolations(file, readFileSync(join(root, file), 'utf8')));
  assert.deepEqual(violations, []);
});

test('the guard sees each way of importing what is forbidden', () => {
  const planted: readonly (readonly [file: string, source: string, violation: string])[] = [
    ['core/plan.ts', "import { openLog } from '../adapters/log/index.ts';", 'adapters/log/index.ts'],
    ['core/plan.ts', "import type { Context } from '../cli/context.ts';", 'cli/context.ts'],
    ['core/plan.ts', "export * from '../tui/store.ts';", 'tui/store.ts'],
    ['core/plan.ts', "const fs = await import('node:fs');", 'node:fs'],
    ['core/plan.ts', "import 'execa';", 'execa'],
    ['core/expected/mask.ts', "import {\n  a,\n  b,\n} from '../../services.ts';", 'services.ts'],
    ['adapters/log/index.ts', "import { report } from '../../cli/context.ts';", 'cli/context.ts'],
    ['cli/run.ts', "import { createPrices } from '../adapters/prices/index.ts';", 'adapters/prices/index.ts'],
    ['tui/store.ts', "const a = import('../adapters/git/head.ts');", 'adapters/git/head.ts'],
    ['tui/store.ts', "import { run } from '../cli/run.ts';", 'cli/run.ts'],
    ['main.ts', "import { execa } from 'execa';", 'execa'],
    ['stray.ts', 'export {};', 'belongs to no part'],
  ];
  for (const [file, source, violation] of planted) {
    const [found = ''] = findViolations(file, source);
    assert.ok(found.startsWith(file) && found.includes(violation), `${file}: ${source}: ${found}`);
  }
});

test('main loads nothing before it knows the command', () => {
  const source = readFileSync(join(root, 'main.ts'), 'utf8');
  const imported = [...source.matchAll(/^import (?!type ).*?from '([^']+)'/gms)].map(([, from]) => from);
  assert.deepEqual(imported, ['./version.ts']);
});

function findViolations(file: string, source: string): string[] {
  const part = parts.find(([name]) => file === name || (name.endsWith('/') && file.startsWith(name)));
  if (!part) return [`${file} belongs to no part of src: see test/architecture.test.ts`];
  const [, allowed] = part;
  return importsOf(source)
    .filter((specifier) => !mayImport(file, specifier, allowed))
    .map((specifier) => `${file} must not import ${resolved(file, specifier)}`);
}

function mayImport(file: string, specifier: string, allowed: Allowed): boolean {
  if (specifier.startsWith('node:')) return allowed.node;
  const target = resolved(file, specifier);
  if (specifier.startsWith('.')) {
    return allowed.ours.some((name) => target === name || (name.endsWith('/') && target.startsWith(name)));
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return allowed.packages === null || allowed.packages.includes(name);
}

function resolved(file: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(dirname(file), specifier) : specifier;
}

/** Every way to name another module: from a declaration, for its effects, or as an expression. */
function importsOf(source: string): string[] {
  const forms = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g,
  ];
  const code = source.replace(/^\s*\/\*.*?\*\//gms, '').replace(/^\s*\/\/.*$/gm, '');
  return forms.flatMap((form) => [...code.matchAll(form)].map(([, specifier]) => specifier as string));
}
