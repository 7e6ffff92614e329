// Fails where a file doesn't say what it is for, or an exported function, class or interface what it promises.
import { outputs, report } from './outputs.mjs';

for (const { path, language, lines } of outputs) {
  const opening = lines.slice(lines[0].startsWith('#!') ? 1 : 0, 8);
  if (!opening.some((line) => /^\s*(?:\/\/|\/\*|#|--|"""|''')/.test(line)))
    report(path, 1, 'nothing says what this file is for: open it with a comment or docstring');
  if (language.name !== 'script') continue;
  lines.forEach((line, index) => {
    if (!/^export\s+(?:default\s+)?(?:async\s+)?(?:function|class|interface)\b/.test(line)) return;
    if (!lines[index - 1]?.trim().endsWith('*/')) report(path, index + 1, `no doc comment: ${line.trim()}`);
  });
}
