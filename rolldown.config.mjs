// One bundle with lazily loaded parts: a start reads a few files in place of hundreds.
export default {
  input: { regent: 'src/main.ts' },
  platform: 'node',
  resolve: { alias: { 'react-devtools-core': new URL('src/tui/no-devtools.ts', import.meta.url).pathname } },
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  output: {
    dir: 'dist',
    // Chunks of earlier builds would pile up, and be shipped.
    cleanDir: true,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  },
};
