import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
export const script = read('../../../generated/daily-revenue/daily_revenue.sql');
const schema = read('../contract/schema.sql');

/** The contract's quality checks: `[{ name, query }]`; a query returns the rows that break the promise. */
export const quality = [...read('../contract/daily_revenue.yaml').matchAll(/- \{ name: (.+), query: "(.+)" \}/g)].map(
  ([, name, query]) => ({ name, query }),
);

/**
 * A database with the input tables and the view. Central European time in 2026, as of 1 May, dollars and yen, unless said
 * otherwise. Rows are arrays in the order of the table's columns; `loaded_at`, the last one, may be left out.
 */
export function shop(input = {}) {
  const tables = {
    run: [[input.asOf ?? '2026-05-01T00:00:00Z']],
    zone_offsets: [
      ['2025-10-26T01:00:00Z', 60],
      ['2026-03-29T01:00:00Z', 120],
      ['2026-10-25T01:00:00Z', 60],
    ],
    currencies: [
      ['EUR', 2],
      ['USD', 2],
      ['JPY', 0],
      ['KWD', 3],
    ],
    ...input,
  };
  delete tables.asOf;
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  database.exec(script);
  const insert = (table, rows) => {
    const width = { orders: 5, order_items: 6, refunds: 5, rates: 4 }[table];
    for (const row of rows) {
      const values = row.length + 1 === width ? [...row, '2026-04-01T00:00:00Z'] : row;
      database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
    }
  };
  database.exec('BEGIN');
  for (const [table, rows] of Object.entries(tables)) insert(table, rows);
  database.exec('COMMIT');
  return {
    database,
    insert,
    /** The view's rows by day and currency, as arrays of these columns. */
    rows(...columns) {
      const list = columns.length > 0 ? columns.join(', ') : '*';
      const statement = database.prepare(`SELECT ${list} FROM daily_revenue ORDER BY day, currency`);
      return statement.all().map((row) => Object.values(row));
    },
  };
}

/** A paid order in March, with one item of this amount. */
export function sale(id, amount, { at = '2026-03-10T12:00:00Z', currency = 'EUR', status = 'paid' } = {}) {
  return { orders: [[id, status, at, currency]], order_items: [[id, 1, 1, amount, 0]] };
}

/** Several inputs as one. */
export function together(...inputs) {
  const all = {};
  for (const input of inputs) {
    for (const [table, rows] of Object.entries(input)) {
      all[table] = Array.isArray(rows) ? [...(all[table] ?? []), ...rows] : rows;
    }
  }
  return all;
}
