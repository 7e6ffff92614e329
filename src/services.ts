import { lookAhead } from './adapters/git/look-ahead.ts';
import type { Services } from './core/services.ts';

/**
 * Ties the front ends to the adapters: the one place that knows both. Nothing is loaded before it is used, but for what
 * asks git: it answers while the rest loads.
 */
export const services: Services = {
  async openWorkbench(cwd, options) {
    const ahead = lookAhead(cwd, options);
    const { openWorkbench } = await import('./adapters/workbench/index.ts');
    return openWorkbench(cwd, process.env, ahead);
  },
  readSettings: async () => (await import('./adapters/assets/user-settings.ts')).loadUserSettings(process.env),
  judgeSkills: async (cwd, paths) => (await import('./adapters/skills/judge.ts')).judgePaths(cwd, paths),
  examine: async (cwd) => (await import('./adapters/doctor/index.ts')).examine(cwd, process.env),
  prepare: async (folder) => (await import('./adapters/starter/index.ts')).prepare(folder),
  scaffold: async (folder) => (await import('./adapters/starter/index.ts')).scaffold(folder, process.env),
  makeDemo: async (example) => (await import('./adapters/starter/demo.ts')).makeDemo(example, process.env),
};
