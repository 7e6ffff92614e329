// Fails where code is left unfinished, or swallows what went wrong.
import { outputs, report, reportLines } from './outputs.mjs';

const marks = /\b(?:TODO|FIXME|XXX|HACK)\b|not (?:yet )?implemented/i;
reportLines({ script: marks, python: marks, shell: marks, sql: marks }, 'unfinished', { comments: true });
reportLines({ python: /\braise NotImplementedError\b/, script: /\bdebugger\b\s*;/ }, 'unfinished');

const swallowed = {
  script: /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}|\.catch\(\s*\(\s*\)\s*=>\s*\{\s*\}\s*\)/g,
  python: /^[ \t]*except(?:[ \t]+(?:Base)?Exception)?[ \t]*:[ \t]*\n[ \t]+pass\b/gm,
};
for (const { path, language, text } of outputs) {
  for (const { index } of text.matchAll(swallowed[language.name] ?? /(?!)/g))
    report(path, text.slice(0, index).split('\n').length, 'an error is swallowed: handle it, or say why it may be ignored');
}
