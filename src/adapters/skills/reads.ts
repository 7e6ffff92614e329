import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../../core/events.ts';
import type { SkillRead } from '../../core/skill-work.ts';
import { skillsRead } from '../../core/skills-read.ts';

const mostSessions = 300;
const largestLog = 64 << 20;

/** Looks through the logs of the newest sessions for the skills that their agents read. */
export async function findSkillReads(sessionsFolder: string): Promise<SkillRead[]> {
  const names = await readdir(sessionsFolder).catch(() => []);
  const logs = await Promise.all(
    names.map(async (session) => {
      const file = join(sessionsFolder, session, 'events.jsonl');
      const info = await stat(file).catch(() => null);
      return info && info.size <= largestLog ? [{ session, file, at: info.mtimeMs }] : [];
    }),
  );
  const newest = logs
    .flat()
    .sort((a, b) => b.at - a.at)
    .slice(0, mostSessions);
  const found: SkillRead[] = [];
  for (const { session, file } of newest) found.push(...readsOf(session, await readFile(file, 'utf8').catch(() => '')));
  return found;
}

function readsOf(session: string, log: string): SkillRead[] {
  if (!log.includes('"read_skill"')) return [];
  const lines = log.split('\n');
  const spec = (parse(lines[0]) as { spec?: unknown } | null)?.spec;
  const calls = lines
    .filter((line) => line.includes('"read_skill"') && line.includes('"tool-started"'))
    .flatMap(parseOne);
  return typeof spec === 'string' ? skillsRead(calls).map((skill) => ({ skill, session, spec })) : [];
}

function parseOne(line: string): Event[] {
  const event = parse(line);
  return event === null ? [] : [event];
}

function parse(line: string | undefined): Event | null {
  try {
    return line ? (JSON.parse(line) as Event) : null;
  } catch {
    return null;
  }
}
