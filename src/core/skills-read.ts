import type { Event } from './events.ts';

/** Names of the skills that a session's agent asked to read, each once, in that order. */
export function skillsRead(events: readonly Event[]): string[] {
  const names = events.flatMap((event) => {
    if (event.type !== 'tool-started' || event.name !== 'read_skill') return [];
    const { name } = (event.input ?? {}) as { name?: unknown };
    return typeof name === 'string' ? [name] : [];
  });
  return [...new Set(names)];
}
