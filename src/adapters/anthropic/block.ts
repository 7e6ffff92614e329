import type { ModelEvent, ReplyBlock } from '../../core/ports.ts';

/** A block that is still streaming in. Pieces are kept in arrays and joined once. */
export interface OpenBlock {
  /** What to show when it begins. */
  readonly shows: ModelEvent[];
  append(delta: Readonly<Record<string, unknown>>): ModelEvent[];
  /** The finished block; none for text that stayed blank, which endpoints refuse to take back. */
  close(calls: CallIds, index: number): ReplyBlock[];
}

export interface CallIds {
  readonly turn: number;
  /** Grows by each call that is closed. */
  readonly takenIds: Set<string>;
}

/** What any sensible tool input stays below, and what JSON.stringify needs to not run out of stack. */
const maxDepth = 64;

export function openBlock(start: Readonly<Record<string, unknown>>): OpenBlock {
  if (start.type === 'text') return openText(start);
  if (start.type === 'tool_use') return openToolUse(start);
  return openOpaque(start);
}

export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= maxDepth || Object.values(value).some((item) => isTooDeep(item, depth + 1));
}

function openText(start: Readonly<Record<string, unknown>>): OpenBlock {
  const pieces: string[] = [];
  const add = (text: unknown): ModelEvent[] => {
    if (typeof text !== 'string' || text === '') return [];
    pieces.push(text);
    return [{ type: 'text', text }];
  };
  return {
    shows: add(start.text),
    append: (delta) => add(delta.text),
    close: () => {
      const text = pieces.join('');
      return text.trim() === '' ? [] : [{ type: 'text', text }];
    },
  };
}

function openToolUse(start: Readonly<Record<string, unknown>>): OpenBlock {
  const pieces: string[] = [];
  // Endpoints refuse to take back a name of other characters; as it is here, it is unknown to everyone alike.
  const name = (typeof start.name === 'string' ? start.name : '').replace(/[^\w-]/g, '_').slice(0, 128) || 'unnamed';
  return {
    shows: [{ type: 'tool', name }],
    append(delta) {
      if (typeof delta.partial_json === 'string') pieces.push(delta.partial_json);
      return [];
    },
    close(calls, index) {
      const json = pieces.join('');
      const input = json.trim() === '' ? checkInput(start.input ?? {}) : parseInput(json);
      return [{ type: 'tool_use', id: freshId(start.id, calls, index), name, ...input }];
    },
  };
}

function parseInput(json: string): { input: unknown; malformed?: string } {
  try {
    return checkInput(JSON.parse(json), json);
  } catch {
    return { input: {}, malformed: json };
  }
}

function checkInput(input: unknown, json?: string): { input: unknown; malformed?: string } {
  const usable = typeof input === 'object' && input !== null && !Array.isArray(input) && !isTooDeep(input);
  return usable ? { input } : { input: {}, malformed: json ?? String(JSON.stringify(input)) };
}

/** Servers leave ids out, or count them from zero in each reply; a conversation needs each to be there once. */
function freshId(id: unknown, { turn, takenIds }: CallIds, index: number): string {
  const usable = typeof id === 'string' && /^[\w-]{1,128}$/.test(id) && !takenIds.has(id);
  let fresh = usable ? id : `call_${turn}_${index}`;
  while (takenIds.has(fresh)) fresh += '_';
  takenIds.add(fresh);
  return fresh;
}

/** Thinking and blocks of types yet unknown: each string that a delta brings is appended, all else is replaced. */
function openOpaque(start: Readonly<Record<string, unknown>>): OpenBlock {
  const raw: Record<string, unknown> = { ...start };
  const pieces = new Map<string, string[]>();
  return {
    shows: [],
    append(delta) {
      for (const [key, value] of Object.entries(delta)) {
        if (key === 'type' || isTooDeep(value)) continue;
        if (typeof value !== 'string') raw[key] = value;
        else if (pieces.has(key)) pieces.get(key)?.push(value);
        else pieces.set(key, [value]);
      }
      return [];
    },
    close() {
      for (const [key, added] of pieces) {
        const text = added.join('');
        if (key === 'partial_json') raw.input = parseInput(text).input;
        else raw[key] = typeof raw[key] === 'string' ? raw[key] + text : text;
      }
      return [{ type: 'opaque', raw }];
    },
  };
}
