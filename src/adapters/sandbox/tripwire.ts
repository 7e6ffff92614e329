/** Files below Regent's folder inside, relative. */
export const GUARD_FILES: Readonly<Record<string, string>> = {};

export function withExitGuard(
  env: Record<string, string>,
  _guarded: readonly string[],
  _workspace: string,
  _regent: string,
): Record<string, string> {
  return env;
}
