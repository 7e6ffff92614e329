/** Methods that return promises, by their names. */
type Methods<T> = { readonly [Name in keyof T]: (...given: never[]) => Promise<unknown> };

/**
 * Returns an object with these methods whose code is loaded with the first call: most commands need one of a dozen such
 * parts, and each costs milliseconds of every start.
 */
export function deferred<T extends Methods<T>>(load: () => Promise<T>, names: Readonly<Record<keyof T, true>>): T {
  let loading: Promise<T> | undefined;
  const methods = Object.keys(names).map((name) => [
    name,
    async (...given: never[]) => {
      loading ??= load();
      return (await loading)[name as keyof T](...given);
    },
  ]);
  return Object.fromEntries(methods) as T;
}
