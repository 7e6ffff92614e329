import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

/** One tag of a page, with its attributes. */
interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** All that Regent writes; anything else came from outside. */
const known: Readonly<Record<string, readonly string[]>> = {
  html: ['lang'],
  head: [],
  meta: ['charset', 'name', 'content', 'http-equiv'],
  title: [],
  style: [],
  body: [],
  a: ['class', 'href'],
  header: ['class'],
  nav: ['aria-label'],
  main: ['id'],
  footer: [],
  section: ['id', 'aria-labelledby'],
  div: ['class', 'role', 'tabindex', 'aria-labelledby'],
  table: [],
  caption: ['id', 'class'],
  th: ['scope', 'class'],
  td: ['class'],
  dl: ['class'],
  details: ['class', 'id'],
  svg: ['class', 'viewBox', 'preserveAspectRatio', 'aria-hidden'],
  rect: ['width', 'height'],
  time: ['datetime'],
  ins: ['data-n'],
  del: ['data-n'],
  span: ['class', 'aria-hidden', 'data-n'],
  h2: ['id', 'class'],
};
const plain = [
  'p',
  'ul',
  'ol',
  'li',
  'dt',
  'dd',
  'h1',
  'h3',
  'b',
  'em',
  'strong',
  'code',
  'pre',
  'summary',
  'thead',
  'tbody',
  'tr',
];

/**
 * Reads a page as a browser would, as far as that matters here, and fails unless it is one that needs nothing else, says
 * what it is made of, and holds no tag or attribute but those that Regent writes. Returns its text, without tags.
 */
export function readPage(page: string): string {
  const [, style = ''] = /<style>([^<]*)<\/style>/.exec(page) ?? [];
  const policy = /content="(default-src 'none'; style-src 'sha256-([^']+)'; base-uri 'none'; form-action 'none')"/.exec(
    page,
  );
  assert.equal(policy?.[2], createHash('sha256').update(style).digest('base64'), 'the policy names the style');
  assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'), 'the policy comes first');
  assert.doesNotMatch(style, /url\(|@import/i);
  assert.doesNotMatch(page.replaceAll('\n', ''), /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u, 'nothing that does not show');
  const tags = tagsOf(page.replace(/<!doctype html>/, '').replace(style, ''));
  const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
  assert.equal(new Set(ids).size, ids.length, 'each id is there once');
  let level = 0;
  for (const { name, attributes } of tags) {
    const allowed = known[name] ?? (plain.includes(name) ? ['class'] : null);
    assert.ok(allowed, `<${name}> is none of Regent's`);
    for (const [key, value] of attributes) {
      assert.ok(allowed.includes(key), `<${name} ${key}> is none of Regent's`);
      if (key === 'href' || key === 'aria-labelledby')
        assert.ok(ids.includes(value.replace('#', '')), `${key} ${value}`);
    }
    const [, depth] = /^h([1-6])$/.exec(name) ?? [];
    if (depth === undefined) continue;
    assert.ok(Number(depth) <= level + 1, `h${depth} after h${level}`);
    level = Number(depth);
  }
  const captions = [...page.matchAll(/<caption[^>]*>([^<]*)/g)].map(([, caption]) => caption);
  assert.equal(new Set(captions).size, captions.length, 'each table has a name of its own');
  for (const landmark of ['header', 'nav', 'main', 'footer', 'h1'])
    assert.equal(tags.filter(({ name }) => name === landmark).length, 1, landmark);
  return page
    .replace(style, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** Opening tags, in order; every one is closed in the order in which tags were opened. */
function tagsOf(page: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  for (const [whole, end = '', name = '', rest = ''] of page.matchAll(/<(\/?)([a-zA-Z][\w-]*|[^\w\s])([^>]*)>/g)) {
    if (end !== '') {
      assert.equal(open.pop(), name, `${whole} closes what is open`);
      continue;
    }
    const attributes = new Map<string, string>();
    const left = rest.replace(/\s([\w-]+)="([^"<]*)"/g, (_, key: string, value: string) => {
      attributes.set(key, value);
      return '';
    });
    assert.match(left, /^\/?$/, `${whole} has quoted attributes only`);
    tags.push({ name, attributes });
    if (name !== 'meta' && left !== '/') open.push(name);
  }
  assert.deepEqual(open, [], 'every tag is closed');
  return tags;
}
