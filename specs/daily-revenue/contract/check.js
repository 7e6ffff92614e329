// Proves that the view has the columns that daily_revenue.yaml promises, with values of those types.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const line = /^ {2}- \{ name: (\w+), type: (\w+), required: (true|false)/gm;
const columns = [...read('daily_revenue.yaml').matchAll(line)].map(([, name, type, required]) => ({
  name,
  types: required === 'true' ? [type] : [type, 'null'],
}));

const database = new DatabaseSync(':memory:');
database.exec(read('schema.sql'));
database.exec(read('../../../generated/daily-revenue/daily_revenue.sql'));
database.exec(`
  INSERT INTO run VALUES ('2026-01-31T00:00:00Z');
  INSERT INTO zone_offsets VALUES ('2000-01-01T00:00:00Z', 0);
  INSERT INTO orders VALUES ('1', 'paid', '2026-01-02T00:00:00Z', 'EUR', '2026-01-03T00:00:00Z');
  INSERT INTO orders VALUES ('2', 'paid', '2026-01-02T00:00:00Z', 'USD', '2026-01-03T00:00:00Z');`);

const names = database
  .prepare('SELECT * FROM daily_revenue')
  .columns()
  .map((column) => column.name);
assert.deepEqual(
  names,
  columns.map((column) => column.name),
  'the columns differ from contract/daily_revenue.yaml',
);
for (const { name, types } of columns) {
  const rows = database.prepare(`SELECT typeof(${name}) AS type FROM daily_revenue`).all();
  assert.equal(rows.length, 2);
  for (const { type } of rows) assert.ok(types.includes(type), `${name} is ${type}, not ${types.join(' or ')}`);
}
