import { chmodSync } from 'node:fs';
import { join } from 'node:path';

/** A path and not a URL's: that has spaces and umlauts as `%20` and `%C3%BC`, and no such file is there. */
const here = (path) => join(import.meta.dirname, path);

/** `npx regent` runs the file itself, and npm makes it executable only when it first links it: not after a rebuild. */
const executable = {
  name: 'executable',
  writeBundle: () => chmodSync(here('dist/regent.js'), 0o755),
};

/** Ink writes a row from the first column that differs; ours knows when that column is not certain. */
const ownLineUpdate = {
  name: 'own-line-update',
  resolveId(source, importer) {
    const isInk = source === './line-update.js' && importer?.endsWith('ink/build/log-update.js');
    return isInk ? here('src/tui/line-update.ts') : null;
  },
};

/** Ink takes each row of a frame apart and joins it again; ours are whole already. */
const ownOutput = {
  name: 'own-output',
  transform(code, id) {
    if (!id.endsWith('ink/build/output.js')) return null;
    const [before, after, ...more] = code.split('    get() {\n');
    if (after === undefined || more.length > 0)
      throw new Error('Ink makes its frames another way now: src/tui/whole-frame.ts');
    const module = JSON.stringify(here('src/tui/whole-frame.ts'));
    const ask = 'const output = wholeFrame(this.operations, this.height);';
    const use = 'if (output !== null) return { output, height: this.height };';
    return `import { wholeFrame } from ${module};\n${before}    get() {\n{ ${ask} ${use} }\n${after}`;
  },
};

/** To know where characters end takes 10 ms to load, and rows of ours ask nobody: made when somebody does. */
const lateSegmenter = {
  name: 'late-segmenter',
  transform(code, id) {
    if (!/node_modules\/(wrap-ansi\/index|@alcalzone\/ansi-tokenize\/build\/tokenize)\.js$/.test(id)) return null;
    const made = /^const segmenter = (new Intl\.Segmenter\(.*\));$/m;
    if (!made.test(code)) throw new Error(`${id} makes its segmenter another way now: see rolldown.config.mjs`);
    return code.replace(made, 'let made;\nconst segmenter = { segment: (text) => (made ??= $1).segment(text) };');
  },
};

/**
 * An `import` of a built-in module reads all its properties, and some of these load further modules: `webcrypto` of
 * node:crypto, `stdin` of node:process, `WebSocket` of node:http. Taken from the module itself only those load that are
 * used: 10 ms less, with node:http 40.
 */
const leanBuiltins = {
  name: 'lean-builtins',
  // What requires one may want all of it.
  resolveId: (id, _, { kind }) => (lean.has(id) && kind !== 'require-call' ? `\0${id}` : null),
  load(id) {
    if (!id.startsWith('\0node:')) return null;
    const name = id.slice(1);
    const properties = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(name)));
    const plain = properties.filter(([key, property]) => 'value' in property && /^[a-z]\w*$/i.test(key));
    return lean.get(name)(
      name,
      plain.map(([key, { value }]) => [key, isFunction(key, value)]),
    );
  },
};

/** Its properties are read when the module is imported. */
const read = (name, properties) =>
  [
    `const builtin = process.getBuiltinModule('${name}');`,
    'export default builtin;',
    ...properties.map(([key]) => `export const ${key} = builtin.${key};`),
  ].join('\n');

/** The module itself is loaded at the first call of one of its functions, or where a class of it is imported. */
const called = (name, properties) =>
  [
    `const builtin = () => process.getBuiltinModule('${name}');`,
    'export default /* @__PURE__ */ builtin();',
    ...properties.map(([key, isCalled]) =>
      isCalled
        ? `export const ${key} = (...given) => builtin().${key}(...given);`
        : `export const ${key} = /* @__PURE__ */ (() => builtin().${key})();`,
    ),
  ].join('\n');

/** One that needs no `new`, and that `promisify` knows no other way to call. */
const isFunction = (key, value) =>
  typeof value === 'function' && /^[a-z]/.test(key) && Object.getOwnPropertySymbols(value).length === 0;

const lean = new Map([
  ['node:child_process', called],
  ['node:crypto', called],
  ['node:http', read],
  ['node:https', read],
  ['node:process', read],
]);

/** What is always loaded together is one file, whatever else uses parts of it: Node takes 0.2 ms to find and link each. */
const together = (name, priority, ...modules) => ({
  name,
  priority,
  test: (id) => modules.some((module) => id.startsWith(module) || new RegExp(`/src/${module}\\.tsx?$`).test(id)),
});

/** A package that few starts need, apart from what may need it. */
const apart = (name, priority) => ({ name, priority, test: (id) => id.includes(`/node_modules/${name}/`) });

/** What of the core the screens need from their first frame on, and commands in part. */
const coreOfScreens = (priority) => {
  const found = new Set();
  const walk = (id, graph) => {
    if (found.has(id)) return;
    found.add(id);
    for (const next of graph.getModuleInfo(id)?.importedIds ?? []) walk(next, graph);
  };
  return {
    debugName: 'core',
    name(id, graph) {
      if (found.size === 0) for (const part of screens) walk(here(`src/tui/${part}`), graph);
      return found.has(id) && id.startsWith(here('src/core/')) ? 'core' : null;
    },
    priority,
  };
};
const screens = ['parts.ts', 'full-screen.tsx'];

// One bundle with lazily loaded parts: a start reads a few files in place of hundreds.
export default {
  input: { regent: 'src/main.ts' },
  platform: 'node',
  plugins: [leanBuiltins, lateSegmenter, ownLineUpdate, ownOutput, executable],
  resolve: {
    alias: {
      'react-devtools-core': here('src/tui/no-devtools.ts'),
      'string-width': here('src/tui/string-width.ts'),
      'yoga-layout': here('src/tui/stack-layout.ts'),
    },
  },
  transform: {
    define: { 'process.env.NODE_ENV': '"production"' },
    inject: { Headers: [here('src/adapters/anthropic/headers.ts'), 'Headers'] },
  },
  output: {
    dir: 'dist',
    codeSplitting: {
      groups: [
        // `--version` loads nothing else.
        together('version', 10, 'version'),
        // Git is asked before the rest is loaded.
        together('cli', 9, 'cli/index', 'services', 'tui/index', '\0node:c', '\0node:p'),
        apart('zod', 8),
        apart('yaml', 8),
        coreOfScreens(7),
        together('screens', 6, 'tui/parts', 'tui/frame', 'tui/input', 'tui/components/paint'),
        together('full-screen', 5, 'tui/full-screen'),
        together('run', 4, 'cli/run', 'cli/follow'),
        together('open', 3, 'adapters/workbench/index'),
        together('plan', 2, 'adapters/workbench/plan'),
        together('describe', 1, 'adapters/workbench/parse-planned', 'adapters/workbench/describe'),
        together(
          'session',
          0,
          ...['adapters/workbench/start', 'adapters/anthropic/index', 'adapters/prices/index'],
          ...['adapters/sandbox/detect', 'adapters/sandbox/bubblewrap', 'adapters/reports/tap'],
        ),
      ],
    },
    // Chunks of earlier builds would pile up, and be shipped.
    cleanDir: true,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
};
