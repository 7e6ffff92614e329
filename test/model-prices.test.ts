import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { findProvider, type ModelInfo, type ModelPrice as PackagePrice } from '@pydantic/genai-prices';
import { createPrices } from '../src/adapters/prices/index.ts';

const million = { input: 1_000_000, output: 1_000_000, cacheRead: 1_000_000, cacheWrite: 1_000_000 };
const tablePath = 'src/adapters/prices/table.ts';

test('a known model costs what the table says, for each kind of token', () => {
  const prices = createPrices();
  assert.equal(prices.price('claude-opus-5-5', million), 4 + 20 + 0.2 + 5);
  assert.equal(prices.price('claude-opus-5-5', { input: 0, output: 1000, cacheRead: 0, cacheWrite: 0 }), 0.02);
  assert.match(prices.date, /^20\d\d-\d\d-\d\d$/);
});

test('a date at the end of a name is ignored, anything else makes another model', () => {
  const prices = createPrices();
  assert.equal(prices.price('claude-haiku-4-5-20251001', million), prices.price('claude-haiku-4-5', million));
  for (const unknown of [
    'claude-sonnet-5-5', // begins like claude-sonnet-5, and the package would price it so
    'claude-fable-5-2',
    'llama3',
    '',
    '__proto__',
    'constructor',
  ]) {
    assert.equal(prices.price(unknown, million), null, unknown);
  }
});

test('settings give a price to an unknown model and change that of a known one', () => {
  const prices = createPrices({
    'local-model': { input: 1, output: 2 },
    'claude-opus-5-5': { output: 10 },
    half: { input: 1 },
    absurd: { input: -1, output: Number.NaN },
  });
  assert.equal(prices.price('local-model', million), 1 + 2 + 1 + 1);
  assert.equal(prices.price('claude-opus-5-5', million), 4 + 10 + 0.2 + 5);
  assert.equal(prices.find('claude-opus-5-5')?.from, 'settings');
  assert.equal(prices.price('llama3.3-70b', million, 'local-model'), 1 + 2 + 1 + 1);
  assert.equal(prices.price('half', million), null);
  assert.equal(prices.price('absurd', million), null);
});

/** The table is a copy, because the package costs 60 ms to import and the copy nothing. `UPDATE=1` writes it anew. */
test('the table is the one of the installed price package', async () => {
  const { version } = JSON.parse(await readFile('node_modules/@pydantic/genai-prices/package.json', 'utf8'));
  const current = await readFile(tablePath, 'utf8').catch(() => '');
  const date = current.match(/tableDate = '(.*)'/)?.[1] ?? '';
  const expected = renderTable(version, process.env.UPDATE_DATE ?? date);
  if (process.env.UPDATE) await writeFile(tablePath, expected);
  else assert.equal(current, expected, 'run this test with UPDATE=1 UPDATE_DATE=<the day the package was published>');
});

function renderTable(version: string, date: string): string {
  const rows = findProvider({ providerId: 'anthropic' })!.models.flatMap((model) => {
    const price = inForce(model, date);
    if (price.cache_read_mtok === undefined) return [];
    const of = (key: string) => base(price[key]);
    const cells = `input: ${of('input_mtok')}, output: ${of('output_mtok')}, cacheRead: ${of('cache_read_mtok')}, cacheWrite: ${of('cache_write_mtok')}`;
    return names(model).map((name) => `  '${name}': { ${cells} },`);
  });
  return [
    "import type { ModelPrice } from './index.ts';",
    '',
    `/** The day when the source, @pydantic/genai-prices ${version}, was published. */`,
    `export const tableDate = '${date}';`,
    '',
    '/** Written by test/model-prices.test.ts from that package, whose import costs 60 ms: not to be edited. */',
    'export const table: Readonly<Record<string, ModelPrice>> = {',
    ...rows,
    '};',
    '',
  ].join('\n');
}

function inForce(model: ModelInfo, date: string): PackagePrice {
  if (!Array.isArray(model.prices)) return model.prices;
  const started = model.prices.filter(
    ({ constraint }) => !constraint || (constraint.type === 'start_date' && constraint.start_date <= date),
  );
  return started.at(-1)!.prices;
}

/** Long-context tiers are of retired betas, and not carried over. */
function base(price: PackagePrice[string]): number | undefined {
  return typeof price === 'object' ? price.base : price;
}

function names(model: ModelInfo): string[] {
  const clauses = 'or' in model.match ? model.match.or : [model.match];
  const equal = clauses.flatMap((clause) => ('equals' in clause ? [clause.equals] : []));
  return [...new Set([model.id, ...equal].map((name) => name.replace(/(?:-latest|[-@]\d{8})$/, '')))];
}
