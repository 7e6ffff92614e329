-- Creates the view daily_revenue: revenue by business day and currency, for the moment that the table run holds.
-- R… are requirements of the spec. Moments are seconds since 1970 here, so that their offsets don't matter (R5).

DROP VIEW IF EXISTS daily_revenue;

CREATE VIEW daily_revenue AS
WITH
  report AS (
    SELECT unixepoch(as_of) AS moment FROM run
  ),

  -- Of each key the newest row that was there at the moment of the report (R3, R4).
  taken_orders AS (
    SELECT order_id, status, currency, unixepoch(ordered_at) AS moment
    FROM (
      SELECT *, row_number() OVER (PARTITION BY order_id ORDER BY unixepoch(loaded_at) DESC, rowid DESC) AS place
      FROM orders
      WHERE unixepoch(loaded_at) <= (SELECT moment FROM report)
    )
    WHERE place = 1
  ),
  taken_items AS (
    SELECT order_id, quantity, unit_price, discount_bp
    FROM (
      SELECT *, row_number() OVER (PARTITION BY order_id, line_no ORDER BY unixepoch(loaded_at) DESC, rowid DESC) AS place
      FROM order_items
      WHERE unixepoch(loaded_at) <= (SELECT moment FROM report)
    )
    WHERE place = 1
  ),
  taken_refunds AS (
    SELECT refund_id, order_id, amount, unixepoch(refunded_at) AS moment
    FROM (
      SELECT *, row_number() OVER (PARTITION BY refund_id ORDER BY unixepoch(loaded_at) DESC, rowid DESC) AS place
      FROM refunds
      WHERE unixepoch(loaded_at) <= (SELECT moment FROM report)
    )
    WHERE place = 1
  ),
  taken_rates AS (
    SELECT currency, day, rate_micros
    FROM (
      SELECT *, row_number() OVER (PARTITION BY currency, day ORDER BY unixepoch(loaded_at) DESC, rowid DESC) AS place
      FROM rates
      WHERE unixepoch(loaded_at) <= (SELECT moment FROM report)
    )
    WHERE place = 1
  ),

  -- Rounding half to even (R7, R12): a quotient goes up when twice the remainder, and 1 more if it is odd, exceeds the
  -- divisor. Nothing is negative here, and every divisor is even or 1.
  item_products AS (
    SELECT
      order_id,
      -- With a discount of 100 % the amount before the discount may be too large for an integer (R14).
      CASE WHEN discount_bp = 10000 THEN 0 ELSE quantity * unit_price * (10000 - discount_bp) END AS product
    FROM taken_items
  ),
  item_sums AS MATERIALIZED (
    SELECT
      order_id,
      sum(product / 10000 + (product % 10000 * 2 + (product / 10000) % 2 > 10000)) AS amount
    FROM item_products
    GROUP BY order_id
  ),
  counted_orders AS MATERIALIZED (
    SELECT order_id, currency, moment, coalesce(amount, 0) AS amount
    FROM taken_orders LEFT JOIN item_sums USING (order_id)
    WHERE status IN ('paid', 'shipped')
  ),

  -- What is left of the order's amount when each refund is made (R10). A refund is cut to the whole order first, which
  -- changes nothing but keeps the running sum small. The refund_id only makes the order a definite one.
  capped_refunds AS (
    SELECT
      refund_id, order_id, currency, taken_refunds.moment,
      min(taken_refunds.amount, counted_orders.amount) AS amount,
      counted_orders.amount AS order_amount
    FROM taken_refunds JOIN counted_orders USING (order_id)
  ),
  running_refunds AS (
    SELECT
      currency, moment, amount,
      order_amount + amount - sum(amount) OVER (
        PARTITION BY order_id ORDER BY moment, refund_id ROWS UNBOUNDED PRECEDING
      ) AS remaining
    FROM capped_refunds
  ),
  counted_refunds AS MATERIALIZED (
    SELECT currency, moment, min(amount, remaining) AS amount
    FROM running_refunds
    WHERE min(amount, remaining) > 0
  ),

  -- The business day of each moment that occurs (R5).
  moments AS (
    SELECT moment FROM counted_orders
    UNION SELECT moment FROM counted_refunds
    UNION SELECT moment FROM report
  ),
  business_days AS MATERIALIZED (
    SELECT
      moment,
      date(
        moment + 60 * coalesce(
          (
            SELECT offset_minutes FROM zone_offsets
            WHERE from_utc <= strftime('%Y-%m-%dT%H:%M:%SZ', moment, 'unixepoch')
            ORDER BY from_utc DESC LIMIT 1
          ),
          (SELECT offset_minutes FROM zone_offsets ORDER BY from_utc LIMIT 1)
        ),
        'unixepoch'
      ) AS day
    FROM moments
  ),

  entries AS (
    SELECT moment, currency, 1 AS orders, amount AS gross, 0 AS refunds FROM counted_orders
    UNION ALL
    SELECT moment, currency, 0, 0, amount FROM counted_refunds
  ),
  sums AS (
    SELECT day, currency, sum(orders) AS orders, sum(gross) AS gross, sum(refunds) AS refunds
    FROM entries JOIN business_days USING (moment)
    GROUP BY day, currency
  ),

  -- Every day on which a rate holds: its own and the seven after it, until there is a newer one (R11).
  ages (days) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7)),
  rate_days AS MATERIALIZED (
    SELECT currency, date(day, '+' || days || ' days') AS day, rate_micros
    FROM (SELECT *, lead(day) OVER (PARTITION BY currency ORDER BY day) AS next_day FROM taken_rates), ages
    WHERE next_day IS NULL OR date(day, '+' || days || ' days') < next_day
  ),

  -- Euro cents are an amount times the multiplier through the divisor; without a rate one of them is NULL (R12).
  convertible AS (
    SELECT
      sums.*,
      CASE WHEN sums.currency = 'EUR' THEN 1 ELSE rate_micros END AS multiplier,
      CASE
        WHEN sums.currency = 'EUR' THEN 1
        WHEN minor_digits = 0 THEN 10000
        WHEN minor_digits = 1 THEN 100000
        WHEN minor_digits = 2 THEN 1000000
        WHEN minor_digits = 3 THEN 10000000
        WHEN minor_digits = 4 THEN 100000000
      END AS divisor
    FROM sums
    LEFT JOIN rate_days ON rate_days.currency = sums.currency AND rate_days.day = sums.day
    LEFT JOIN currencies ON currencies.currency = sums.currency
  ),
  converted AS (
    SELECT
      *,
      gross * multiplier / divisor
        + (gross * multiplier % divisor * 2 + (gross * multiplier / divisor) % 2 > divisor) AS gross_eur,
      refunds * multiplier / divisor
        + (refunds * multiplier % divisor * 2 + (refunds * multiplier / divisor) % 2 > divisor) AS refunds_eur
    FROM convertible
  )
SELECT
  day,
  currency,
  orders,
  gross,
  refunds,
  gross - refunds AS net,
  gross_eur,
  refunds_eur,
  gross_eur - refunds_eur AS net_eur,
  date(day, '+3 days') < (SELECT day FROM business_days WHERE moment = (SELECT moment FROM report)) AS final
FROM converted;
