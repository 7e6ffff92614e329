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
