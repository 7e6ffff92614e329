import type { DraftStarted } from './events.ts';
import type { DraftRequest } from './port.ts';

/** Returns the request that a draft was made for, so that it can be made once more. */
export function requestAgain({ source, scope }: Pick<DraftStarted, 'source' | 'scope'>): DraftRequest {
  const { asset, name } = scope;
  switch (source.kind) {
    case 'sessions':
      return { kind: 'skill', sessions: source.sessions, name };
    case 'rejection':
      return { kind: 'improve', session: source.session, asset, name };
    case 'objection':
      return { kind: 'improve', session: source.session, asset, name: null };
    case 'question':
      return { kind: 'question', session: source.session, number: source.number, answer: source.answer };
    case 'drift':
      return { kind: 'absorb', spec: scope.spec ?? '' };
    default:
      return source satisfies never;
  }
}
