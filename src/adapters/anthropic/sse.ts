export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Takes server-sent events apart (WHATWG HTML, section 9.2.6), all those of a network chunk at once: the SDK's own
 * reader gives one at a time, at 20 µs each, which is half a second for a long reply.
 */
export class EventParser {
  readonly #decoder = new TextDecoder();
  /** A CR at the end of a chunk may be half of a CRLF, so it waits for the next. */
  #carriage = '';
  /** The line that has begun; joined once it ends, so that a line of megabytes costs no more than its length. */
  #line: string[] = [];
  #name = '';
  #data: string[] = [];

  /** The events that are complete with this chunk. What never gets its closing blank line is no event. */
  push(chunk: Uint8Array): ServerSentEvent[] {
    const lines = this.#decode(chunk).split('\n');
    this.#line.push(lines[0] ?? '');
    if (lines.length === 1) return [];
    lines[0] = this.#line.join('');
    this.#line = [lines.pop() ?? ''];
    return lines.flatMap((line) => this.#take(line));
  }

  #decode(chunk: Uint8Array): string {
    const text = this.#carriage + this.#decoder.decode(chunk, { stream: true });
    if (!text.includes('\r')) return text;
    this.#carriage = text.endsWith('\r') ? '\r' : '';
    return text.slice(0, text.length - this.#carriage.length).replaceAll(/\r\n?/g, '\n');
  }

  #take(line: string): ServerSentEvent[] {
    if (line === '') {
      const event = { name: this.#name, data: this.#data.join('\n') };
      this.#name = '';
      this.#data = [];
      return event.data === '' ? [] : [event];
    }
    if (line.startsWith('data:')) this.#data.push(valueFrom(line, 5));
    else if (line.startsWith('event:')) this.#name = valueFrom(line, 6);
    return [];
  }
}

function valueFrom(line: string, start: number): string {
  return line.slice(line.charCodeAt(start) === 0x20 ? start + 1 : start);
}
