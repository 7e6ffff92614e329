import { constants } from 'node:os';
import type { SandboxEnding, SandboxLimits } from '../../core/ports.ts';
import type { Outcome } from './supervise.ts';

/** How a command ended, once it had begun. Shells report a signal as exit code 128 + its number: here it has its name. */
export function endingOf(outcome: Pick<Outcome, 'stop' | 'code' | 'signal'>, limits: SandboxLimits): SandboxEnding {
  if (outcome.stop !== undefined) return outcome.stop;
  const signal = outcome.signal ?? signalName((outcome.code ?? 0) - 128);
  if (signal === 'SIGXFSZ') return { kind: 'over-limit', limit: 'disk', allowed: `${limits.fileMb} MB in one file` };
  if (signal !== undefined) return { kind: 'killed', signal };
  return { kind: 'exited', code: outcome.code ?? 1 };
}

function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
