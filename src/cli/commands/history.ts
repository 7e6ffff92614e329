import type { CommandSpec } from '../commands.ts';

/** What became of the sessions. */
export const historyCommands: readonly CommandSpec[] = [
  {
    name: 'log',
    summary: 'list sessions: outcomes, decisions, costs',
    args: '[spec]',
    options: [
      ['--by <name>', 'decided by this person'],
      ['--since <time>', 'a day, such as 2026-11-01, or 7d, 2w, 12h'],
      ['--until <time>', 'the same, to the end of the day'],
      ['--status <word>', 'what became of it: accepted, rejected, undone, waiting, crashed, limit, objected, …'],
      ['--cause <cause>', 'what a rejection said was at fault'],
      ['--spec <spec>', 'of this spec, as the argument says it'],
      ['--trials', 'also the sessions of trials'],
    ],
    example: 'regent log slugify --by ada --since 7d',
    load: () => import('../log.ts'),
  },
  {
    name: 'report',
    summary: 'write the report of a session as one page of HTML that needs nothing else, or print it as JSON',
    args: '<session>',
    options: [
      ['--html <file>', "write the page there; - prints it (without this, to a file in git's common folder)"],
      ['--force', 'write over a file that Regent did not write'],
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
