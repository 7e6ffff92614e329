import type { Message, ModelRequest, ReplyBlock, UserBlock } from '../../core/ports.ts';

/** The body of `POST /v1/messages`, in the order in which it is sent: what never changes first, `messages` last. */
export interface RequestBody {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream: true;
  readonly cache_control: CacheControl;
  readonly output_config?: { readonly effort: string };
  readonly tools?: readonly unknown[];
  readonly system?: readonly unknown[];
  readonly messages: readonly unknown[];
}

interface CacheControl {
  readonly type: 'ephemeral';
}

/** The endpoint takes four; one is the advancing one at the top level. */
const systemBreakpoints = 3;
const ephemeral: CacheControl = { type: 'ephemeral' };

/**
 * The same conversation always gives the same bytes, and a longer one the bytes of the shorter one followed by more, so
 * that the cache serves all that was sent before. The breakpoint for the last message is the top-level `cache_control`:
 * it advances by itself and leaves no mark in the messages.
 */
export function buildBody(model: string, request: ModelRequest): RequestBody {
  const { effort, tools, system } = request;
  return {
    model,
    max_tokens: request.maxTokens,
    stream: true,
    cache_control: ephemeral,
    ...(effort ? { output_config: { effort } } : {}),
    ...(tools.length > 0 ? { tools: tools.map(toTool) } : {}),
    ...(system.length > 0 ? { system: system.map(toSystemBlock) } : {}),
    messages: request.messages.map(toMessage),
  };
}

function toTool({ name, description, input_schema }: ModelRequest['tools'][number]): unknown {
  return { name, description, input_schema };
}

/** The first part is what sessions share, so it keeps its breakpoint however many parts there are. */
function toSystemBlock(text: string, index: number, parts: readonly string[]): unknown {
  const marked = index === 0 || index > parts.length - systemBreakpoints;
  return marked ? { type: 'text', text, cache_control: ephemeral } : { type: 'text', text };
}

function toMessage({ role, content }: Message): unknown {
  const blocks = content.filter(isSendable).map(toBlock);
  // A message without content is refused, and leaving it out would put two of the same role side by side.
  return { role, content: blocks.length > 0 ? blocks : [{ type: 'text', text: '(nothing)' }] };
}

/** Blank text is refused by the endpoint, even when it came from there. */
function isSendable(block: UserBlock | ReplyBlock): boolean {
  return block.type !== 'text' || block.text.trim() !== '';
}

function toBlock(block: UserBlock | ReplyBlock): unknown {
  switch (block.type) {
    case 'opaque':
      return block.raw;
    case 'text':
      return { type: 'text', text: block.text };
    case 'tool_use':
      return { type: 'tool_use', id: block.id, name: block.name, input: block.input };
    case 'tool_result': {
      const { type, tool_use_id, content } = block;
      return { type, tool_use_id, content, ...(block.is_error ? { is_error: true } : {}) };
    }
    default:
      return block satisfies never;
  }
}
