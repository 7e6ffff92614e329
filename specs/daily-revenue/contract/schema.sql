-- The input, as it is ingested: append-only, so rows of the same key may be there many times.
-- A moment is text to the second, in UTC (2026-03-29T00:59:59Z) or with an offset (2026-03-29T01:59:59+01:00).
-- loaded_at, as_of and from_utc are always in UTC, with Z.

CREATE TABLE orders (
  order_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('placed', 'paid', 'shipped', 'cancelled')),
  ordered_at TEXT NOT NULL CHECK (unixepoch(ordered_at) IS NOT NULL),
  currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
  loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-??T??:??:??Z' AND unixepoch(loaded_at) IS NOT NULL)
) STRICT;

CREATE TABLE order_items (
  order_id TEXT NOT NULL,
  line_no INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  unit_price INTEGER NOT NULL CHECK (unit_price >= 0), -- in minor units of the order's currency
  discount_bp INTEGER NOT NULL DEFAULT 0 CHECK (discount_bp BETWEEN 0 AND 10000), -- hundredths of a percent
  loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-??T??:??:??Z' AND unixepoch(loaded_at) IS NOT NULL)
) STRICT;

CREATE TABLE refunds (
  refund_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0), -- in minor units of the order's currency
  refunded_at TEXT NOT NULL CHECK (unixepoch(refunded_at) IS NOT NULL),
  loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-??T??:??:??Z' AND unixepoch(loaded_at) IS NOT NULL)
) STRICT;

-- What one unit of the currency (a dollar, not a cent) is worth, in millionths of a euro.
CREATE TABLE rates (
  currency TEXT NOT NULL,
  day TEXT NOT NULL CHECK (day IS date(day)),
  rate_micros INTEGER NOT NULL CHECK (rate_micros > 0),
  loaded_at TEXT NOT NULL CHECK (loaded_at GLOB '????-??-??T??:??:??Z' AND unixepoch(loaded_at) IS NOT NULL)
) STRICT;

-- How many digits a currency has behind the point: USD 2, JPY 0, KWD 3.
CREATE TABLE currencies (
  currency TEXT NOT NULL PRIMARY KEY,
  minor_digits INTEGER NOT NULL CHECK (minor_digits BETWEEN 0 AND 4)
) STRICT;

-- The company's time zone: from each moment on, local time is so many minutes ahead of UTC. Never empty.
CREATE TABLE zone_offsets (
  from_utc TEXT NOT NULL PRIMARY KEY CHECK (from_utc GLOB '????-??-??T??:??:??Z' AND unixepoch(from_utc) IS NOT NULL),
  offset_minutes INTEGER NOT NULL CHECK (offset_minutes BETWEEN -840 AND 840)
) STRICT;

-- Exactly one row: the moment for which the report is made.
CREATE TABLE run (
  as_of TEXT NOT NULL CHECK (as_of GLOB '????-??-??T??:??:??Z' AND unixepoch(as_of) IS NOT NULL)
) STRICT;
