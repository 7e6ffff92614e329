import type { Finding } from '../../core/services.ts';
import { keyOf } from '../keymap.ts';
import { bad, blank, bold, dim, fit, good, type Line, line, warn } from '../lines.ts';
import type { Screens } from '../store.ts';
import { wrap } from '../width.ts';

/** What stands where there are no specs yet: why, what this machine has and lacks, and which key does something about it. */
export function firstSteps(state: Screens, why: string, mend: string, columns: number): Line[] {
  const say = (text: string, tone: (text: string) => Line): Line[] => wrap(text, columns - 4).map(tone);
  const key = (name: string, text: string): Line => line('  ', bold(keyOf(state, name).padEnd(3)), text);
  return [
    blank,
    line(good('  Regent'), dim(' builds code from specs: you keep the requirements and the tests,')),
    line(dim('  an agent writes the code until they pass, and you accept or reject it.')),
    blank,
    ...say(why, (text) => line('  ', text)),
    ...say(mend, (text) => line('  ', dim(text))),
    blank,
    key('specs.demo', 'watch a recorded session in a scratch repository; needs no key'),
    key('specs.init', 'start here: makes the repository, a first spec, a first commit'),
    key('set-up', 'set up: what this machine lacks, and how to get it'),
    key('quit', 'quit'),
    blank,
    ...(state.findings ?? []).filter((one) => !said.includes(one.name)).map((one) => findingLine(one, state, columns)),
  ];
}

/** What the sentences above say already. */
const said: readonly string[] = ['repository', 'specs'];

function findingLine({ name, ok, needed, found }: Finding, state: Screens, columns: number): Line {
  const mark = ok ? good('✓') : needed ? bad('✗') : warn('!');
  return fit(line('  ', mark, ` ${name}: `, dim(found), ok ? '' : dim(`  (${keyOf(state, 'set-up')} helps)`)), columns);
}
