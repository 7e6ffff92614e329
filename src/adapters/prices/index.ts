import type { Usage } from '../../core/ports.ts';
import { table, tableDate } from './table.ts';

/** US dollars per million tokens. `cacheRead` and `cacheWrite` are the five-minute cache's. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** Prices of the user's own, by model name, from their settings: for models that the table lacks, or a contract. */
export type PriceOverrides = Readonly<Record<string, PriceOverride>>;
type PriceOverride = { readonly [Kind in keyof ModelPrice]?: ModelPrice[Kind] | undefined };

export interface Prices {
  /** The day the table was published, such as `2026-09-23`: shown with every cost. */
  readonly date: string;
  /**
   * US dollars for these tokens; null when the model has no known price. Never a guess, never the network. `asked` is
   * the name that the request used where the answer's is another: an override under it counts too.
   */
  price(model: string, usage: Usage, asked?: string): number | null;
  /** The price in force for a name, and where it comes from; null when unknown. */
  find(model: string): { readonly price: ModelPrice; readonly from: 'settings' | 'table' } | null;
}

/**
 * Prices by the table that ships with Regent, under the user's overrides. A name is known when the table has it as it
 * is or without a date at its end (`claude-haiku-4-5-20251001`); a name that merely begins like a known one is not: a
 * newer model of a family has a price of its own. What an override leaves out is the table's; for a model that the table
 * lacks, `input` and `output` are needed, and cached tokens cost what other input does.
 */
export function createPrices(overrides: PriceOverrides = {}): Prices {
  function find(model: string): ReturnType<Prices['find']> {
    const listed = lookUp(table, model);
    const own = lookUp(overrides, model);
    const merged = own && complete(own, listed);
    if (merged) return { price: merged, from: 'settings' };
    return listed ? { price: listed, from: 'table' } : null;
  }
  return {
    date: tableDate,
    find,
    price(model, usage, asked = model) {
      const found = lookUp(overrides, asked) ? find(asked) : find(model);
      return found ? cost(found.price, usage) : null;
    },
  };
}

function lookUp<T>(prices: Readonly<Record<string, T>>, model: string): T | undefined {
  for (const name of [model, model.replace(/(?:-latest|[-@]\d{8})$/, '')]) {
    if (Object.hasOwn(prices, name)) return prices[name];
  }
  return undefined;
}

function complete(own: PriceOverride, listed: ModelPrice | undefined): ModelPrice | undefined {
  const input = own.input ?? listed?.input;
  const output = own.output ?? listed?.output;
  if (input === undefined || output === undefined) return undefined;
  const cacheRead = own.cacheRead ?? listed?.cacheRead ?? input;
  const cacheWrite = own.cacheWrite ?? listed?.cacheWrite ?? input;
  const price = { input, output, cacheRead, cacheWrite };
  return Object.values(price).every((usd) => Number.isFinite(usd) && usd >= 0) ? price : undefined;
}

function cost(price: ModelPrice, usage: Usage): number {
  const microDollars =
    usage.input * price.input +
    usage.output * price.output +
    usage.cacheRead * price.cacheRead +
    usage.cacheWrite * price.cacheWrite;
  return microDollars / 1_000_000;
}
