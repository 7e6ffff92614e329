import type { CommandSpec } from '../commands.ts';

/** Which sessions are meant; the History screen's filter takes the same. */
const filterOptions = [
  ['--filter <text>', 'as it is typed on the History screen: words, and by:ada since:7d'],
  ['--by <name>', 'decided by this person'],
  ['--since <time>', 'a day, such as 2026-11-01, or 7d, 2w, 12h'],
  ['--until <time>', 'the same, to the end of the day'],
  ['--status <word>', 'what became of it: accepted, rejected, undone, waiting, crashed, limit, objected, …'],
  ['--cause <cause>', 'what a rejection said was at fault'],
  ['--spec <spec>', 'of this spec, as the argument says it'],
  ['--trials', 'also the sessions of trials'],
] as const;

/** What became of the sessions. */
export const historyCommands: readonly CommandSpec[] = [
  {
    name: 'log',
    summary: 'list sessions: outcomes, decisions, costs',
    args: '[spec]',
    options: filterOptions,
    example: 'regent log slugify --by ada --since 7d',
    load: () => import('../log.ts'),
  },
  {
    name: 'report',
    summary: 'write one page of HTML, or print JSON: of a session, or without one the audit of the repository',
    args: '[session]',
    options: [
      ['--html <file>', "write the page there; - prints it (without this, to a file in git's common folder)"],
      ['--force', 'write over a file that Regent did not write'],
      ...filterOptions,
    ],
    example: 'regent report slugify --html slugify.html',
    load: () => import('../report.ts'),
  },
  {
    name: 'prune',
    summary: 'delete old sessions and drafts, their refs and workspaces; never an accepted commit',
    options: [['--days <n>', 'keep what is younger (30)']],
    example: 'regent prune --days 7',
    load: () => import('../prune.ts'),
  },
];
