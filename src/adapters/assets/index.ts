export { type LoadOptions, listSpecs, loadConfig, loadProject } from './load-project.ts';
export { readTests } from './read-tests.ts';
export { configFolder, loadUserSettings } from './user-settings.ts';
