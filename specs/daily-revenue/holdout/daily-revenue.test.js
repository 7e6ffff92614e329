import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quality, script, shop } from './shop.js';

/** A shop in New York that sells in four currencies: none of the numbers of the open tests. */
const newYork = {
  zone_offsets: [
    ['2027-03-14T07:00:00Z', -240],
    ['2026-11-01T06:00:00Z', -300],
  ],
  currencies: [
    ['GBP', 2],
    ['CLP', 0],
    ['TND', 3],
    ['CLF', 4],
  ],
  asOf: '2027-03-20T12:00:00Z',
};
const loaded = '2027-03-18T00:00:00Z';

test('R1 the script leaves data and other objects alone, however often it runs', () => {
  const { database, insert, rows } = shop({ ...newYork });
  database.exec('CREATE TABLE mine (x); INSERT INTO mine VALUES (1)');
  for (let round = 0; round < 3; round += 1) database.exec(script);
  insert('orders', [['k', 'shipped', '2027-03-15T03:59:59Z', 'TND', loaded]]);
  assert.deepEqual(rows('day', 'orders', 'net_eur'), [['2027-03-14', 1, null]]);
  assert.equal(database.prepare('SELECT count(*) AS n FROM sqlite_schema WHERE sql IS NOT NULL').get().n, 9);
});

test('R3 R4 a correction counts from the second it was loaded', () => {
  const input = (asOf) => ({
    ...newYork,
    asOf,
    orders: [
      ['k', 'paid', '2027-03-15T12:00:00Z', 'GBP', '2027-03-16T08:00:00Z'],
      ['k', 'cancelled', '2027-03-15T12:00:00Z', 'GBP', '2027-03-17T08:00:00Z'],
      ['k', 'shipped', '2027-03-16T12:00:00Z', 'GBP', '2027-03-17T08:00:00Z'],
    ],
    order_items: [
      ['k', 7, 3, 333, 0, '2027-03-16T08:00:00Z'],
      ['k', 7, 4, 333, 0, '2027-03-17T08:00:00Z'],
    ],
  });
  const rows = (asOf) => shop(input(asOf)).rows('day', 'gross');
  assert.deepEqual(rows('2027-03-16T07:59:59Z'), []);
  assert.deepEqual(rows('2027-03-17T07:59:59Z'), [['2027-03-15', 999]]);
  assert.deepEqual(rows('2027-03-17T08:00:00Z'), [['2027-03-16', 1332]]);
});

test('R5 a zone behind UTC changes its offset', () => {
  const moments = [
    '2027-03-14T04:59:59Z',
    '2027-03-14T05:00:00Z',
    '2027-03-15T03:59:59Z',
    '2027-03-15T04:00:00Z',
    '2020-07-01T04:30:00Z',
  ];
  const orders = moments.map((at, index) => [`${index}`, 'paid', at, 'GBP', loaded]);
  assert.deepEqual(shop({ ...newYork, orders }).rows('day', 'orders'), [
    ['2020-06-30', 1],
    ['2027-03-13', 1],
    ['2027-03-14', 2],
    ['2027-03-15', 1],
  ]);
});

test('R7 R8 items are rounded before they are summed up', () => {
  const items = [
    [5, 1, 9000],
    [15, 1, 9000],
    [25, 1, 9000],
    [1, 12_345, 3333],
    [9, 11, 10_000],
  ];
  const order_items = items.map((item, index) => ['k', index, ...item, loaded]);
  const orders = [['k', 'shipped', '2027-03-15T12:00:00Z', 'CLP', loaded]];
  // 0.5 → 0, 1.5 → 2, 2.5 → 2, 8230.4115 → 8230, 0
  assert.deepEqual(shop({ ...newYork, orders, order_items }).rows('gross'), [[8234]]);
});

test('R9 R10 refunds are cut at what the order amounts to, over days and offsets', () => {
  const { rows } = shop({
    ...newYork,
    orders: [
      ['k', 'paid', '2027-03-15T12:00:00Z', 'GBP', loaded],
      ['l', 'paid', '2027-03-15T12:00:00Z', 'GBP', loaded],
    ],
    order_items: [
      ['k', 1, 1, 500, 0, loaded],
      ['l', 1, 1, 0, 0, loaded],
    ],
    refunds: [
      ['9', 'k', 200, '2027-03-16T12:00:00+00:00', loaded],
      ['10', 'k', 250, '2027-03-16T07:00:00-05:00', loaded],
      ['1', 'k', 100, '2027-03-17T23:59:59-05:00', loaded],
      ['2', 'k', 100, '2027-03-18T00:00:00+10:00', loaded],
      ['3', 'l', 100, '2027-03-12T12:00:00Z', loaded],
    ],
  });
  // Refund 2 was made on 17 March, 14:00 UTC, refund 1 on the 18th, 04:59 UTC: refund 2 gets the last 50, refund 1 nothing; order l has nothing to give back.
  assert.deepEqual(rows('day', 'orders', 'gross', 'refunds', 'net'), [
    ['2027-03-15', 2, 500, 0, 500],
    ['2027-03-16', 0, 0, 450, -450],
    ['2027-03-17', 0, 0, 50, -50],
  ]);
});

test('R13 a row becomes final at midnight in the company’s zone', () => {
  const orders = [['k', 'paid', '2027-03-15T12:00:00Z', 'GBP', '2027-03-16T00:00:00Z']];
  const final = (asOf) => shop({ ...newYork, asOf, orders }).rows('final')[0][0];
  assert.deepEqual([final('2027-03-19T03:59:59Z'), final('2027-03-19T04:00:00Z')], [0, 1]);
});

test('R2 R6 R8 R9 R11 R12 R14 a month of orders comes to the same as counting by hand', () => {
  const input = month(20270301);
  const { database } = shop({ ...newYork, asOf: '2027-04-20T00:00:00Z', ...input });
  const statement = database.prepare('SELECT * FROM daily_revenue ORDER BY day, currency');
  statement.setReadBigInts(true);
  const actual = statement.all().map((row) => ({ ...row }));
  assert.deepEqual(actual, byHand(input));
  for (const { name, query } of quality) assert.deepEqual(database.prepare(query).all(), [], name);
});

/** Pseudo-random orders, items, refunds and rates of March 2027; every key once, everything loaded in time. */
function month(seed) {
  let state = seed;
  const next = (limit) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
  const moment = () => new Date(Date.UTC(2027, 2, 1) + next(31 * 86_400) * 1000).toISOString().replace('.000', '');
  const late = '2027-04-19T00:00:00Z';
  const input = { orders: [], order_items: [], refunds: [], rates: [] };
  for (let order = 0; order < 150; order += 1) {
    const currency = ['GBP', 'CLP', 'TND', 'CLF', 'EUR', 'XXX'][next(6)];
    input.orders.push([
      `o${order}`,
      ['paid', 'shipped', 'paid', 'placed', 'cancelled'][next(5)],
      moment(),
      currency,
      late,
    ]);
    for (let line = next(4); line > 0; line -= 1) {
      input.order_items.push([
        `o${order}`,
        line,
        next(5),
        next(2) ? next(400) : 1_000_000_000 - next(999),
        next(3) * 2500,
        late,
      ]);
    }
    if (next(3) === 0) input.refunds.push([`r${order}`, `o${order}`, 1 + next(500), moment(), late]);
  }
  for (const currency of ['GBP', 'CLP', 'TND', 'CLF']) {
    for (let day = 1; day <= 31; day += 1 + next(11)) {
      input.rates.push([currency, `2027-03-${String(day).padStart(2, '0')}`, 1 + next(2_000_000), late]);
    }
  }
  return input;
}

/** The rows that the spec asks for, in whole numbers of any size. One refund an order, so the cap is simple. */
function byHand({ orders, order_items, refunds, rates }) {
  const change = Date.parse('2027-03-14T07:00:00Z');
  const dayOf = (at) =>
    new Date(Date.parse(at) - (Date.parse(at) >= change ? 4 : 5) * 3_600_000).toISOString().slice(0, 10);
  const gross = (id) =>
    order_items
      .filter(([order]) => order === id)
      .reduce((sum, [, , quantity, price, discount]) => {
        return sum + halfEven(BigInt(quantity) * BigInt(price) * BigInt(10_000 - discount), 10_000n);
      }, 0n);
  const rows = new Map();
  const row = (day, currency) => {
    const key = `${day} ${currency}`;
    if (!rows.has(key)) rows.set(key, { day, currency, orders: 0n, gross: 0n, refunds: 0n });
    return rows.get(key);
  };
  for (const [id, status, at, currency] of orders) {
    if (status !== 'paid' && status !== 'shipped') continue;
    const target = row(dayOf(at), currency);
    target.orders += 1n;
    target.gross += gross(id);
    for (const [, order, amount, refundedAt] of refunds) {
      const counted = BigInt(amount) < gross(id) ? BigInt(amount) : gross(id);
      if (order === id && counted > 0n) row(dayOf(refundedAt), currency).refunds += counted;
    }
  }
  const ordered = [...rows.keys()].sort().map((key) => rows.get(key));
  return ordered.map((one) => {
    const euro = (amount) => {
      if (one.currency === 'EUR') return amount;
      const digits = { GBP: 2n, CLP: 0n, TND: 3n, CLF: 4n }[one.currency];
      const valid = rates.filter(([currency, day]) => {
        return currency === one.currency && day <= one.day && Date.parse(one.day) - Date.parse(day) <= 7 * 86_400_000;
      });
      const rate = valid.sort(([, a], [, b]) => (a < b ? -1 : 1)).at(-1);
      return rate === undefined || digits === undefined
        ? null
        : halfEven(amount * BigInt(rate[2]), 10n ** (digits + 4n));
    };
    const [gross_eur, refunds_eur] = [euro(one.gross), euro(one.refunds)];
    const net_eur = gross_eur === null ? null : gross_eur - refunds_eur;
    return { ...one, net: one.gross - one.refunds, gross_eur, refunds_eur, net_eur, final: 1n };
  });
}

/** n ÷ d for whole numbers that aren't negative, rounded half to even. */
function halfEven(n, d) {
  const quotient = n / d;
  const twice = (n % d) * 2n;
  return twice > d || (twice === d && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
