import type { LanguageFn } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import type { Line, Span, Tone } from '../../lines.ts';

/** Returns the text's lines with tones for what they are made of, or null for a language that is not known. */
export async function highlight(path: string, text: string): Promise<readonly Line[] | null> {
  const language = languageOf(path, text);
  if (language === null) return null;
  if (!hljs.getLanguage(language)) {
    const load = languages[language];
    if (!load) return null;
    hljs.registerLanguage(language, (await load()).default);
  }
  return linesOf(hljs.highlight(text, { language, ignoreIllegals: true }).value);
}

/** The HTML that highlight.js makes has spans with a class, text, and five entities; nothing else. */
function linesOf(html: string): readonly Line[] {
  const lines: Span[][] = [[]];
  const open: Tone[] = [];
  for (const [token] of html.matchAll(/<span class="[^"]*">|<\/span>|[^<]+/g)) {
    if (token.startsWith('<span')) open.push(toneOf(token.slice(13, -2), open.at(-1) ?? 'plain'));
    else if (token === '</span>') open.pop();
    else
      for (const [at, text] of decode(token).split('\n').entries()) {
        if (at > 0) lines.push([]);
        if (text !== '') lines.at(-1)?.push({ text, tone: open.at(-1) ?? 'plain' });
      }
  }
  return lines;
}

/** Few tones on purpose: sixteen colours, of which green and red say what was added and removed. */
function toneOf(classes: string, outer: Tone): Tone {
  const [kind = ''] = classes.replace(/^hljs-/, '').split(' ');
  if (/^(?:comment|quote|doctag)$/.test(kind)) return 'comment';
  if (/^(?:keyword|literal|selector-tag|tag|section|meta)$/.test(kind)) return 'keyword';
  if (/^(?:string|number|regexp|char|symbol|bullet|attr-value|addition|template-tag)$/.test(kind)) return 'literal';
  if (kind === 'title') return 'name';
  if (kind === 'subst') return 'plain';
  return outer;
}

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27);/g, (_all, name: string) => entities[name] ?? '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

function languageOf(path: string, text: string): string | null {
  const name = path.split('/').at(-1) ?? '';
  const extension = name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : '';
  const byName = extensions[extension] ?? (/^(?:Makefile|Dockerfile)$/.test(name) ? name.toLowerCase() : undefined);
  if (byName !== undefined) return byName;
  const [first = ''] = text.slice(0, 200).split('\n', 1);
  if (!first.startsWith('#!')) return null;
  const found = /\b(node|deno|bun|python|ruby|perl|bash|zsh|sh|awk)[\d.]*\s*$/.exec(first.replace(/\s+-.*$/, ''))?.[1];
  return found ? (interpreters[found] ?? null) : null;
}

const interpreters: Readonly<Record<string, string>> = {
  ...{ node: 'javascript', deno: 'typescript', bun: 'typescript', python: 'python', ruby: 'ruby', perl: 'perl' },
  ...{ bash: 'bash', zsh: 'bash', sh: 'bash', awk: 'awk' },
};

const extensions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    typescript: 'ts tsx mts cts',
    javascript: 'js jsx mjs cjs',
    python: 'py pyi',
    bash: 'sh bash zsh bats',
    sql: 'sql',
    json: 'json jsonl',
    yaml: 'yml yaml',
    markdown: 'md',
    go: 'go',
    rust: 'rs',
    ruby: 'rb',
    java: 'java',
    kotlin: 'kt kts',
    c: 'c h',
    cpp: 'cc cpp cxx hpp hh',
    csharp: 'cs',
    php: 'php',
    perl: 'pl pm',
    lua: 'lua',
    swift: 'swift',
    xml: 'xml html svg',
    css: 'css',
    ini: 'ini toml cfg',
    awk: 'awk',
  }).flatMap(([language, names]) => names.split(' ').map((name) => [name, language])),
);

const languages: Readonly<Record<string, () => Promise<{ default: LanguageFn }>>> = {
  typescript: () => import('highlight.js/lib/languages/typescript'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  python: () => import('highlight.js/lib/languages/python'),
  bash: () => import('highlight.js/lib/languages/bash'),
  sql: () => import('highlight.js/lib/languages/sql'),
  json: () => import('highlight.js/lib/languages/json'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  go: () => import('highlight.js/lib/languages/go'),
  rust: () => import('highlight.js/lib/languages/rust'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  java: () => import('highlight.js/lib/languages/java'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  php: () => import('highlight.js/lib/languages/php'),
  perl: () => import('highlight.js/lib/languages/perl'),
  lua: () => import('highlight.js/lib/languages/lua'),
  swift: () => import('highlight.js/lib/languages/swift'),
  xml: () => import('highlight.js/lib/languages/xml'),
  css: () => import('highlight.js/lib/languages/css'),
  ini: () => import('highlight.js/lib/languages/ini'),
  awk: () => import('highlight.js/lib/languages/awk'),
  makefile: () => import('highlight.js/lib/languages/makefile'),
  dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
};
