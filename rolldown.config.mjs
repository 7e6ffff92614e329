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

// One bundle with lazily loaded parts: a start reads a few files in place of hundreds.

/**
 * An `import` of a built-in module reads all its properties, and some of these load further modules: `webcrypto` of
 * node:crypto, `stdin` of node:process, `WebSocket` of node:http. Taken from the module itself only those load that are
 * used: 10 ms less, with node:http 40.
 */
const leanBuiltins = {
  name: 'lean-builtins',
  resolveId: (id) => (['node:crypto', 'node:http', 'node:https', 'node:process'].includes(id) ? `\0${id}` : null),
  load(id) {
    if (!id.startsWith('\0node:')) return null;
    const name = id.slice(1);
    const properties = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(name)));
    const plain = properties.filter(([key, property]) => 'value' in property && /^[a-z]\w*$/i.test(key));
    const exports = plain.map(([key]) => `export const ${key} = builtin.${key};`);
    return [`const builtin = process.getBuiltinModule('${name}');`, 'export default builtin;', ...exports].join('\n');
  },
};

/** What is always loaded together is one file, whatever else uses parts of it: Node takes 0.2 ms to find and link each. */
const together = (name, priority, ...modules) => ({
  name,
  priority,
  test: (id) => modules.some((module) => id.endsWith(`/src/${module}.ts`)),
});

export default {
  input: { regent: 'src/main.ts' },
  platform: 'node',
  plugins: [leanBuiltins, ownLineUpdate, ownOutput, executable],
  resolve: {
    alias: {
      'react-devtools-core': here('src/tui/no-devtools.ts'),
      'string-width': here('src/tui/string-width.ts'),
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
        together('version', 7, 'version'),
        // Git is asked where the repository is before the rest is loaded.
        together('repository', 6, 'adapters/git/repository'),
        together('cli', 5, 'cli/index', 'services'),
        together('run', 4, 'cli/run', 'cli/follow'),
        together('open', 3, 'adapters/workbench/index'),
        together('project', 2, 'adapters/assets/index', 'adapters/git/inventory'),
        together(
          'session',
          1,
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
