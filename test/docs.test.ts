import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { tableDate } from '../src/adapters/prices/table.ts';
import { commands, groups } from '../src/cli/commands.ts';
import { CONFIG_KEYS } from '../src/core/config-schema.ts';
import { DEFAULT_LIMITS } from '../src/core/limits.ts';
import { DEFAULT_MAX_TOKENS, DEFAULT_MODEL } from '../src/core/model-settings.ts';
import { SPEC_KEYS } from '../src/core/spec-schema.ts';
import { version } from '../src/version.ts';
import { commandsPage } from './support/commands-page.ts';
import { keysPage } from './support/keys-page.ts';

const root = process.cwd();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];

test('the version in the source is the one of the package and of the changelog', () => {
  assert.equal(version, JSON.parse(read('package.json')).version);
  assert.ok(read('CHANGELOG.md').includes(`\n## [${version}]`));
});

test('what the build makes can be run as it is, as npx does', () => {
  assert.equal(execFileSync(join(root, 'dist/regent.js'), ['--version'], { encoding: 'utf8' }), `${version}\n`);
});

test('docs/commands.md is what the table of commands draws (npm run docs rewrites it)', () => {
  const page = commandsPage(commands);
  if (process.env.UPDATE === '1') writeFileSync(join(root, 'docs/commands.md'), page);
  assert.equal(read('docs/commands.md'), page);
});

test('docs/keys.md is what the table of keys draws (npm run docs rewrites it)', () => {
  const page = keysPage();
  if (process.env.UPDATE === '1') writeFileSync(join(root, 'docs/keys.md'), page);
  assert.equal(read('docs/keys.md'), page);
});

test('docs/events.md describes each event with each of its fields, and an example that has its type', () => {
  const page = read('docs/events.md');
  const events = eventsOf(read('src/core/events.ts'));
  assert.ok(events.size >= 30, `only ${events.size} events were found`);
  for (const [type, fields] of events) {
    const section = page.split(`\n### ${type}\n`)[1]?.split(/\n##+ /)[0] ?? '';
    assert.ok(section !== '', `docs/events.md has no section on ${type}`);
    const described = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(described.toSorted(), fields.toSorted(), `the fields of ${type}`);
    const example = JSON.parse(/```json\n(.*)\n```/.exec(section)?.[1] ?? '{}');
    assert.equal(example.type, type);
    assert.ok(typeof example.seq === 'number' && typeof example.at === 'string', `the example of ${type}`);
  }
});

test('docs/events.md describes the events of trials too, with the fields that the examples have', () => {
  const page = read('docs/events.md');
  const types = [...read('src/core/trial/events.ts').matchAll(/^ {2}readonly type: '([a-z-]+)';/gm)].map(
    ([, type]) => type,
  );
  assert.ok(types.length >= 6);
  for (const type of types) {
    const section = page.split(`\n### ${type}\n`)[1]?.split(/\n##+ /)[0] ?? '';
    const described = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    const { type: found, session, seq, at, ...fields } = JSON.parse(/```json\n(.*)\n```/.exec(section)?.[1] ?? '{}');
    assert.ok(session && seq && at, `the example of ${type}`);
    assert.deepEqual([found, ...described.toSorted()], [type, ...Object.keys(fields).toSorted()]);
  }
});

test('docs/drafts.md describes each event of a draft with each of its fields', () => {
  const page = read('docs/drafts.md');
  const events = eventsOf(read('src/core/draft/events.ts'));
  assert.ok(events.size >= 10, `only ${events.size} events were found`);
  for (const [type, fields] of events) {
    const section = page.split(`\n### ${type}\n`)[1]?.split(/\n##+ /)[0] ?? '';
    const described = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(described.toSorted(), fields.toSorted(), `the fields of ${type}`);
  }
});

test('docs/spec-format.md names each key of spec.md and regent.json, and the defaults as they are', () => {
  const page = read('docs/spec-format.md');
  const sectionOf = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split(/\n## /)[0] ?? '';
  for (const key of Object.keys(SPEC_KEYS)) {
    const last = key.replace(/^.*\./, '');
    assert.ok(page.includes(`\`${key}\``) || page.includes(`\`${last}\``), `spec.md: ${key}`);
  }
  const config = sectionOf('regent.json');
  for (const key of Object.keys(CONFIG_KEYS)) {
    if (!['$schema', 'workspace'].includes(key) && !key.startsWith('limits.'))
      assert.ok(config.includes(`\`${key}\``), `regent.json: ${key}`);
  }
  for (const name of ['attempts', 'minutes', 'usd'] as const) {
    assert.ok(page.includes(`| \`limits.${name}\` | ${DEFAULT_LIMITS[name]} |`), `the default of limits.${name}`);
  }
  assert.ok(page.includes(`\`${DEFAULT_MODEL}\`, ${DEFAULT_MAX_TOKENS.toLocaleString('en')} tokens`));
});

test('the README says of which day the prices are', () => {
  assert.ok(read('README.md').includes(tableDate));
});

test('every link between pages leads to a file and a heading that are there', () => {
  const broken: string[] = [];
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      const there = existsSync(join(root, file));
      if (!there || (anchor !== undefined && !headingsOf(read(file)).includes(anchor)))
        broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('the pages show commands and options that exist', () => {
  const known = new Map(
    commands.map(({ name, options = [] }) => [name, options.map(([flags]) => flags.split(/[ ,]/)[0] ?? '')]),
  );
  const wrong: string[] = [];
  for (const page of pages) {
    const blocks = [...read(page).matchAll(/```sh\n(.*?)```/gs)].map(([, text]) => text ?? '');
    const code = [...blocks, ...[...read(page).matchAll(/`((?:npx )?regent [^`]+)`/g)].map(([, text]) => text ?? '')];
    for (const [, first = '', rest = ''] of code
      .join('\n')
      .matchAll(/(?:^|&& |`)(?:npx )?regent ([a-z]+)([^\n&#]*)/gm)) {
      const second = /^ ([a-z]+)/.exec(rest)?.[1];
      const name = first in groups ? `${first} ${second}` : first;
      const options = known.get(name);
      if (!options) wrong.push(`${page}: regent ${name}`);
      for (const [flag] of rest.matchAll(/--[a-z-]+/g)) {
        if (!['--json', '--help', ...(options ?? [])].includes(flag)) wrong.push(`${page}: regent ${name} ${flag}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

/** The events and decisions that the source declares: type → its own fields. */
function eventsOf(source: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [, body = ''] of source.matchAll(/^export interface \w+ \{\n(.*?)^\}/gms)) {
    const type = /^ {2}readonly type: '([a-z-]+)';/m.exec(body)?.[1];
    const fields = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name as string);
    if (type)
      found.set(
        type,
        fields.filter((name) => name !== 'type'),
      );
  }
  return found;
}

/** Headings as GitHub makes anchors of them. */
function headingsOf(page: string): string[] {
  return [...page.replace(/```.*?```/gs, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
