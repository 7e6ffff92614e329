/**
 * Returns a function that makes its value on the first call and keeps it. For schemas: making them takes longer than
 * most commands have, and most commands use few.
 */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Returns the function with its results kept, one for each argument. */
export function memoise<K, T>(compute: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as T;
  };
}
