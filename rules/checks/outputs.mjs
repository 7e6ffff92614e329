// What the checks of these rules share: the output files, and how what is wrong with them is reported.
import { globSync, readFileSync, statSync } from 'node:fs';

/** Languages by file name, or by the first line where the name says nothing; `comment` begins one. */
const languages = [
  { name: 'script', files: /\.[cm]?[jt]sx?$/, shebang: /^#!.*\b(?:node|deno|bun)\b/, comment: /^\s*(?:\/\/|\/?\*)/ },
  { name: 'python', files: /\.py$/, shebang: /^#!.*\bpython/, comment: /^\s*#/ },
  { name: 'shell', files: /\.(?:ba|z|k)?sh$/, shebang: /^#!.*\b(?:ba|da|z|k)?sh\b/, comment: /^\s*#/ },
  { name: 'sql', files: /\.sql$/, shebang: /^(?!)/, comment: /^\s*--/ },
];

/** The output files in a language that is known here: path, language, text and lines. */
export const outputs = globSync((process.env.REGENT_OUTPUTS ?? 'generated/**').split('\n'))
  .filter((path) => statSync(path).isFile())
  .sort()
  .flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const language = languages.find(({ files, shebang }) => files.test(path) || shebang.test(text));
    return language ? [{ path, language, text, lines: text.split('\n') }] : [];
  });

/** Says that a line of a file breaks the rule; the check then fails. */
export function report(path, line, what) {
  console.error(`${path}:${line}: ${what}`);
  process.exitCode = 1;
}

/** Reports each line that a pattern of its file's language matches; lines that are comments only if asked to. */
export function reportLines(patterns, what, { comments = false } = {}) {
  for (const { path, language, lines } of outputs) {
    const pattern = patterns[language.name];
    lines.forEach((line, index) => {
      if (!pattern?.test(line) || (!comments && language.comment.test(line))) return;
      report(path, index + 1, `${what}: ${line.trim().slice(0, 160)}`);
    });
  }
}
