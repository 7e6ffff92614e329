// What the screens begin with, to be loaded as one.
export { closeMoot } from './dialogs/moot.ts';
export { leaveNow } from './leave.ts';
export { callPerson } from './notify.ts';
export { openProject } from './project.ts';
export { applySettings } from './settings.ts';
export { createScreens } from './store.ts';
export { watchProject } from './watch-project.ts';
