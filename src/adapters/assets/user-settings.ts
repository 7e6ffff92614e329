import { join } from 'node:path';
import envPaths from 'env-paths';
import type { SettingsFile } from '../../core/services.ts';
import { readText } from './read-text.ts';

/** The folder of the user's own settings: `$REGENT_CONFIG_DIR`, or the system's place for them. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  return env.REGENT_CONFIG_DIR || envPaths('regent', { suffix: '' }).config;
}

/** Reads the user's settings.json; without one nothing is set, and what would check it is not loaded. */
export async function loadUserSettings(env: Readonly<Record<string, string | undefined>>): Promise<SettingsFile> {
  const file = join(configFolder(env), 'settings.json');
  const read = readText(file, { file, maxBytes: 256 * 1024 });
  if (read.kind === 'text') {
    const { parseUserSettings } = await import('../../core/user-settings.ts');
    return { file, ...parseUserSettings(read.text, file) };
  }
  return { file, settings: {}, lineOf: () => 1, diagnostics: read.kind === 'problem' ? [read.diagnostic] : [] };
}
