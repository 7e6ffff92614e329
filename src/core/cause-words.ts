import type { Cause } from './plan.ts';

/** Says in words why a spec has to be regenerated. */
export function causeInWords(cause: string): string {
  const [kind = '', name = ''] = cause.split(' ');
  switch (kind as Cause | 'rule' | 'skill' | 'dependency' | 'include') {
    case 'new':
      return 'nothing was accepted yet';
    case 'spec':
      return 'spec.md changed';
    case 'contract':
      return 'the contract changed';
    case 'tests':
      return 'the tests changed';
    case 'rule':
      return `the rule ${name} changed`;
    case 'skill':
      return `the skill ${name} changed`;
    case 'dependency':
      return `the contract of ${name}, which it needs, changed`;
    case 'include':
      return `${cause.slice('include '.length)} changed`;
    case 'drifted':
      return 'its outputs were changed by hand';
    case 'missing':
      return 'its outputs are gone';
    case 'orphaned':
      return 'its spec is gone';
    default:
      return cause;
  }
}
