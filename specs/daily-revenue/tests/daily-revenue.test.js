import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quality, sale, script, shop, together } from './shop.js';

test('R1 the script can be run again and creates nothing but the view', () => {
  const { database, rows } = shop(sale('a', 100));
  database.exec(script);
  const objects = database.prepare('SELECT name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').all();
  const names = ['currencies', 'daily_revenue', 'order_items', 'orders', 'rates', 'refunds', 'run', 'zone_offsets'];
  assert.deepEqual(
    objects.map(({ name }) => name),
    names,
  );
  assert.equal(rows().length, 1);
});

test('R1 the view shows what is in the tables at any time', () => {
  const { insert, rows } = shop();
  assert.deepEqual(rows(), []);
  insert('orders', [['a', 'paid', '2026-03-10T12:00:00Z', 'EUR']]);
  insert('order_items', [['a', 1, 2, 250, 0]]);
  assert.deepEqual(rows('day', 'gross'), [['2026-03-10', 500]]);
});

test('R2 the columns are those of the contract', () => {
  const { database } = shop(sale('a', 100));
  assert.deepEqual(
    { ...database.prepare('SELECT * FROM daily_revenue').get() },
    {
      day: '2026-03-10',
      currency: 'EUR',
      orders: 1,
      gross: 100,
      refunds: 0,
      net: 100,
      gross_eur: 100,
      refunds_eur: 0,
      net_eur: 100,
      final: 1,
    },
  );
});

test('R2 there is a row for each day and currency with an order or a refund', () => {
  const { rows } = shop(
    together(
      sale('a', 100),
      sale('b', 200),
      sale('c', 300, { currency: 'USD' }),
      sale('d', 400, { at: '2026-03-12T12:00:00Z' }),
      { refunds: [['r', 'a', 10, '2026-03-14T12:00:00Z']] },
    ),
  );
  assert.deepEqual(rows('day', 'currency', 'orders', 'gross', 'refunds', 'net'), [
    ['2026-03-10', 'EUR', 2, 300, 0, 300],
    ['2026-03-10', 'USD', 1, 300, 0, 300],
    ['2026-03-12', 'EUR', 1, 400, 0, 400],
    ['2026-03-14', 'EUR', 0, 0, 10, -10],
  ]);
});

test('R3 what was loaded after the report is not there', () => {
  const { rows } = shop({
    asOf: '2026-03-20T10:00:00Z',
    orders: [
      ['a', 'paid', '2026-03-10T12:00:00Z', 'USD', '2026-03-20T10:00:00Z'],
      ['b', 'paid', '2026-03-10T12:00:00Z', 'USD', '2026-03-20T10:00:01Z'],
    ],
    order_items: [
      ['a', 1, 1, 100, 0, '2026-03-11T00:00:00Z'],
      ['a', 1, 1, 900, 0, '2026-03-21T00:00:00Z'],
      ['b', 1, 1, 7, 0, '2026-03-11T00:00:00Z'],
    ],
    refunds: [['r', 'a', 30, '2026-03-10T13:00:00Z', '2026-03-21T00:00:00Z']],
    rates: [
      ['USD', '2026-03-10', 500_000, '2026-03-11T00:00:00Z'],
      ['USD', '2026-03-10', 900_000, '2026-03-21T00:00:00Z'],
    ],
  });
  assert.deepEqual(rows('orders', 'gross', 'refunds', 'gross_eur'), [[1, 100, 0, 50]]);
});

test('R4 of rows with the same key the newest is taken, wherever it was inserted', () => {
  const old = '2026-03-11T00:00:00Z';
  const late = '2026-03-12T00:00:00Z';
  const { rows } = shop({
    orders: [
      ['a', 'paid', '2026-03-10T12:00:00Z', 'USD', late],
      ['a', 'cancelled', '2026-03-09T12:00:00Z', 'EUR', old],
    ],
    order_items: [
      ['a', 1, 1, 100, 0, late],
      ['a', 1, 1, 200, 0, old],
      ['a', 2, 1, 50, 0, old],
    ],
    refunds: [
      ['r', 'a', 10, '2026-03-10T13:00:00Z', late],
      ['r', 'a', 20, '2026-03-10T13:00:00Z', old],
    ],
    rates: [
      ['USD', '2026-03-10', 2_000_000, late],
      ['USD', '2026-03-10', 1_000_000, old],
    ],
  });
  assert.deepEqual(rows('day', 'currency', 'orders', 'gross', 'refunds', 'gross_eur'), [
    ['2026-03-10', 'USD', 1, 150, 10, 300],
  ]);
});

test('R4 an order that was cancelled later does not count', () => {
  const old = ['a', 'paid', '2026-03-10T12:00:00Z', 'EUR', '2026-03-11T00:00:00Z'];
  const { rows } = shop({
    ...sale('a', 100),
    orders: [old, ['a', 'cancelled', ...old.slice(2, 4), '2026-03-12T00:00:00Z']],
  });
  assert.deepEqual(rows(), []);
});

test('R4 of rows loaded in the same second the last one is taken', () => {
  const { rows } = shop(
    together(sale('a', 100, { status: 'placed' }), sale('a', 100), sale('a', 300), {
      refunds: [
        ['r', 'a', 9, '2026-03-10T13:00:00Z'],
        ['r', 'a', 5, '2026-03-10T13:00:00Z'],
      ],
    }),
  );
  assert.deepEqual(rows('orders', 'gross', 'refunds'), [[1, 300, 5]]);
});

test('R5 days follow the zone, across the change to summer time', () => {
  const moments = ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'];
  const { rows } = shop(together(...moments.map((at, index) => sale(`${index}`, 1, { at }))));
  assert.deepEqual(rows('day', 'orders'), [
    ['2026-03-28', 1],
    ['2026-03-29', 2],
    ['2026-03-30', 1],
  ]);
});

test('R5 the offset of a moment only says which moment it is', () => {
  const { rows } = shop(
    together(sale('a', 1, { at: '2026-03-10T23:30:00-05:00' }), sale('b', 1, { at: '2026-03-11T08:00:00+09:00' }), {
      refunds: [['r', 'a', 1, '2026-03-12T05:00:00+14:00']],
    }),
  );
  assert.deepEqual(rows('day', 'orders', 'refunds'), [['2026-03-11', 2, 1]]);
});

test('R5 a moment before all offsets uses the earliest', () => {
  const zone_offsets = [
    ['2026-06-01T00:00:00Z', 0],
    ['2026-01-01T00:00:00Z', -300],
  ];
  const { rows } = shop({ zone_offsets, ...sale('a', 1, { at: '2025-06-10T04:59:59Z' }) });
  assert.deepEqual(rows('day'), [['2025-06-09']]);
});

test('R6 only paid and shipped orders count, with their items and refunds', () => {
  const { rows } = shop(
    together(...['paid', 'shipped', 'placed', 'cancelled'].map((status) => sale(status, 100, { status })), {
      order_items: [['unknown', 1, 1, 100, 0]],
      refunds: ['shipped', 'placed', 'cancelled', 'unknown'].map((id) => [`r-${id}`, id, 10, '2026-03-11T12:00:00Z']),
    }),
  );
  assert.deepEqual(rows('day', 'orders', 'gross', 'refunds'), [
    ['2026-03-10', 2, 200, 0],
    ['2026-03-11', 0, 0, 10],
  ]);
});

test('R7 each item is rounded half to even', () => {
  const amount = (...items) => {
    const order_items = items.map(([quantity, price, discount], index) => ['a', index + 1, quantity, price, discount]);
    return shop({ orders: sale('a', 0).orders, order_items }).rows('gross')[0][0];
  };
  assert.equal(amount([1, 5, 5000]), 2); // 2.5
  assert.equal(amount([1, 3, 5000]), 2); // 1.5
  assert.equal(amount([1, 1, 5000]), 0); // 0.5
  assert.equal(amount([1, 1, 4999]), 1); // 0.5001
  assert.equal(amount([3, 999, 1250]), 2622); // 2622.375
  assert.equal(amount([1, 5, 5000], [1, 5, 5000], [1, 3, 5000]), 6);
  assert.equal(amount([7, 100, 10_000], [0, 100, 0]), 0);
});

test('R8 an order without items counts with nothing', () => {
  const { rows } = shop({ orders: sale('a', 0).orders });
  assert.deepEqual(rows('orders', 'gross', 'net', 'gross_eur'), [[1, 0, 0, 0]]);
});

test('R8 items and refunds do not multiply each other', () => {
  const { rows } = shop(
    together(sale('a', 100), {
      order_items: [
        ['a', 2, 3, 50, 0],
        ['a', 3, 1, 7, 0],
      ],
      refunds: [
        ['r', 'a', 20, '2026-03-10T13:00:00Z'],
        ['s', 'a', 30, '2026-03-10T13:00:00Z'],
      ],
    }),
  );
  assert.deepEqual(rows('orders', 'gross', 'refunds', 'net'), [[1, 257, 50, 207]]);
});

test('R9 a refund counts on its own day in the currency of its order', () => {
  const { rows } = shop(
    together(sale('a', 500, { currency: 'JPY' }), {
      refunds: [
        ['r', 'a', 200, '2026-03-11T23:30:00Z', '2026-04-30T00:00:00Z'],
        ['s', 'a', 100, '2026-03-10T09:00:00Z'],
      ],
    }),
  );
  assert.deepEqual(rows('day', 'currency', 'gross', 'refunds', 'net'), [
    ['2026-03-10', 'JPY', 500, 100, 400],
    ['2026-03-12', 'JPY', 0, 200, -200],
  ]);
});

test('R10 refunds never count for more than the order', () => {
  const { rows } = shop(
    together(sale('a', 100), sale('b', 1000), {
      refunds: [
        ['x', 'a', 40, '2026-03-13T12:00:00Z'],
        ['w', 'a', 50, '2026-03-11T23:00:00-03:00'], // 12 March, 02:00 UTC
        ['v', 'a', 30, '2026-03-12T01:00:00Z'],
        ['u', 'a', 90, '2026-03-14T12:00:00Z'],
      ],
    }),
  );
  assert.deepEqual(rows('day', 'refunds'), [
    ['2026-03-10', 0],
    ['2026-03-12', 80],
    ['2026-03-13', 20],
  ]);
});

test('R10 the order is that of the moments, whatever their offsets', () => {
  const { rows } = shop(
    together(sale('a', 100), {
      refunds: [
        ['p', 'a', 80, '2026-03-12T20:00:00-05:00'], // 13 March, 01:00 UTC
        ['q', 'a', 80, '2026-03-12T21:00:00Z'],
        ['r', 'a', 80, '2026-03-13T02:00:00+01:00'], // The same moment as p
      ],
    }),
  );
  assert.deepEqual(rows('day', 'refunds'), [
    ['2026-03-10', 0],
    ['2026-03-12', 80],
    ['2026-03-13', 20],
  ]);
});

test('R11 the latest rate of the last seven days is used', () => {
  const sales = [10, 16, 17, 18, 25, 26].map((day) =>
    sale(`${day}`, 100, { at: `2026-03-${day}T12:00:00Z`, currency: 'USD' }),
  );
  const rates = [
    ['USD', '2026-03-11', 900_000],
    ['USD', '2026-03-10', 500_000],
    ['USD', '2026-03-18', 800_000],
    ['JPY', '2026-03-25', 1],
    ['USD', '2026-03-27', 1],
  ];
  const { rows } = shop(together(...sales, { rates }));
  assert.deepEqual(rows('day', 'gross', 'gross_eur'), [
    ['2026-03-10', 100, 50],
    ['2026-03-16', 100, 90],
    ['2026-03-17', 100, 90],
    ['2026-03-18', 100, 80],
    ['2026-03-25', 100, 80],
    ['2026-03-26', 100, null],
  ]);
});

test('R11 the euro is worth a euro', () => {
  const { rows } = shop(
    together(sale('a', 1234), { currencies: [['USD', 2]], rates: [['EUR', '2026-03-10', 2_000_000]] }),
  );
  assert.deepEqual(rows('gross_eur'), [[1234]]);
});

test('R12 sums are converted by minor digits and rounded half to even', () => {
  const convert = (currency, rate, ...amounts) =>
    shop(
      together(...amounts.map((amount, index) => sale(`${index}`, amount, { currency })), {
        rates: [[currency, '2026-03-10', rate]],
      }),
    ).rows('gross_eur')[0][0];
  assert.equal(convert('USD', 925_000, 1000), 925);
  assert.equal(convert('JPY', 6_250, 4), 2); // 2.5 cents
  assert.equal(convert('JPY', 6_250, 12), 8); // 7.5
  assert.equal(convert('KWD', 3_000_000, 1005), 302); // 301.5
  assert.equal(convert('USD', 500_000, 1, 1, 1), 2); // 1.5 together
});

test('R12 gross and refunds are rounded apart', () => {
  const { rows } = shop(
    together(sale('a', 3, { currency: 'USD' }), {
      refunds: [['r', 'a', 1, '2026-03-10T13:00:00Z']],
      rates: [['USD', '2026-03-10', 500_000]],
    }),
  );
  assert.deepEqual(rows('net', 'gross_eur', 'refunds_eur', 'net_eur'), [[2, 2, 0, 2]]);
});

test('R12 without a rate or minor digits there are no euros', () => {
  const { rows } = shop(
    together(sale('a', 100, { currency: 'USD' }), sale('b', 100, { currency: 'XYZ' }), {
      rates: [['XYZ', '2026-03-10', 1_000_000]],
    }),
  );
  assert.deepEqual(rows('currency', 'net', 'gross_eur', 'refunds_eur', 'net_eur'), [
    ['USD', 100, null, null, null],
    ['XYZ', 100, null, null, null],
  ]);
});

test('R13 a row is final after three more days', () => {
  const sales = ['2026-03-09T12:00:00Z', '2026-03-10T12:00:00Z', '2026-03-13T12:00:00Z'].map((at) =>
    sale(at, 1, { at }),
  );
  const loaded = (input) => ({
    ...input,
    orders: input.orders.map((row) => [...row, '2026-03-13T00:00:00Z']),
    order_items: [],
  });
  const finals = (asOf) =>
    shop({ ...loaded(together(...sales)), asOf })
      .rows('final')
      .flat();
  assert.deepEqual(finals('2026-03-13T22:59:59Z'), [1, 0, 0]);
  assert.deepEqual(finals('2026-03-13T23:00:00Z'), [1, 1, 0]);
});

test('R14 large amounts are exact, and all numbers are integers', () => {
  const { database } = shop(
    together(sale('a', 9_000_000_500_001, { currency: 'USD' }), sale('b', 12_345_678_903, { currency: 'KWD' }), {
      rates: [
        ['USD', '2026-03-10', 999_999],
        ['KWD', '2026-03-10', 3_500_001],
      ],
    }),
  );
  const read = database.prepare('SELECT gross_eur FROM daily_revenue ORDER BY currency');
  // 12345678903 × 3500001 ÷ 10⁷ = 4320988850.38…, and 9000000500001 × 999999 ÷ 10⁶ = 8999991500000.499999
  assert.deepEqual(
    read.all().map((row) => row.gross_eur),
    [4_320_988_851, 8_999_991_500_000],
  );
  const numbers = ['orders', 'gross', 'refunds', 'net', 'gross_eur', 'refunds_eur', 'net_eur', 'final'];
  const types = database.prepare(
    `SELECT ${numbers.map((name) => `typeof(${name}) AS ${name}`).join(', ')} FROM daily_revenue`,
  );
  for (const row of types.all()) assert.deepEqual([...new Set(Object.values(row))], ['integer']);
});

test('R15 ten thousand orders take less than five seconds', () => {
  const { database } = shop({
    rates: [
      ['USD', '2026-03-01', 912_345],
      ['JPY', '2026-03-15', 6_123],
    ],
  });
  database.exec(`
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
    INSERT INTO orders SELECT 'o' || i, iif(i % 7 = 0, 'cancelled', 'paid'), strftime('%Y-%m-%dT%H:%M:%SZ', 1772323200 + i * 240, 'unixepoch'),
      substr('EURUSDJPY', 1 + i % 3 * 3, 3), '2026-04-01T00:00:00Z' FROM n;
    INSERT INTO order_items SELECT order_id, line, 2, 1999, 333, loaded_at FROM orders, (SELECT 1 AS line UNION ALL SELECT 2);
    INSERT INTO refunds SELECT 'r' || order_id, order_id, 100, ordered_at, loaded_at FROM orders WHERE rowid % 2 = 0;`);
  const start = performance.now();
  const { orders } = database.prepare('SELECT sum(orders) AS orders FROM daily_revenue').get();
  assert.ok(performance.now() - start < 5000);
  assert.equal(orders, 8_571);
});

test('R2 the quality checks of the contract hold', () => {
  const { database } = shop(
    together(sale('a', 100), sale('b', 50, { currency: 'USD' }), sale('c', 70, { status: 'placed' }), {
      refunds: [
        ['r', 'a', 500, '2026-03-12T12:00:00Z'],
        ['s', 'a', 5, '2026-03-13T12:00:00Z'],
        ['t', 'c', 5, '2026-03-14T12:00:00Z'],
      ],
    }),
  );
  assert.equal(quality.length, 8);
  for (const { name, query } of quality) assert.deepEqual(database.prepare(query).all(), [], name);
});
