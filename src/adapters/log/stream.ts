import type { Stamp } from '../../core/events.ts';
import { scanLog } from './scan.ts';

/** Reads a log event by event, so that one of any length needs little memory; ends where `scanLog` does. */
export async function* streamLog<Body>(path: string): AsyncGenerator<Body & Stamp> {
  for await (const entries of scanLog<Body>(path)) for (const { event } of entries) yield event;
}
