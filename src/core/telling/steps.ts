import { type Bounded, Collector } from '../bounded.ts';
import type { Event } from '../events.ts';
import { callParagraph, type Mood, paragraphsOf, withResult } from '../paragraphs.ts';
import { cleanLine, cleanText, headTail } from '../text.ts';

/** One thing that was said or done in a session, in the order in which it happened. */
export interface Step {
  readonly attempt: number;
  readonly kind: 'said' | 'call' | 'person' | 'note';
  readonly mood: Mood;
  readonly text: string;
  /** What a call wrote and got back. */
  readonly folded?: string;
}

/** How many steps are kept from the beginning and from the end; a session may have a hundred thousand. */
const keptSteps = { first: 120, last: 280 };
/** The most characters of what is said, and of what a call wrote or got back. */
const longestSaid = 3000;
const longestFolded = 2000;

/**
 * Collects the steps of a session, for people who may not be those that ran it. What the log keeps from the agent is not
 * among them: what a person took back, names of hidden files, what the model's server answered.
 */
export class Steps {
  readonly #steps = new Collector<Step>(keptSteps.first, keptSteps.last);
  readonly #calls = new Map<string, ReturnType<typeof callParagraph>>();
  readonly #queued = new Map<string, string>();
  #attempt = 1;
  #streamed = '';

  add(event: Event): void {
    if ('attempt' in event && event.attempt !== undefined) this.#attempt = event.attempt;
    switch (event.type) {
      case 'model-text':
        // The reply has it whole; of a request that was cut off it is all there is.
        if (this.#streamed.length < longestSaid) this.#streamed += event.text;
        return;
      case 'model-replied':
        this.#streamed = '';
        for (const block of event.content) if (block.type === 'text') this.#say(block.text);
        return;
      case 'model-asked':
      case 'session-ended':
        this.#say(this.#streamed);
        this.#streamed = '';
        break;
      case 'tool-started':
        this.#calls.set(event.id, callParagraph(event.name, event.input));
        return;
      case 'tool-finished': {
        const call = this.#calls.get(event.id) ?? callParagraph(event.name, {});
        this.#calls.delete(event.id);
        const { text, tone, folded } = withResult(call, event.name, event.result, event.isError);
        this.#put('call', tone, text, folded?.text);
        return;
      }
      case 'steering-queued':
        this.#queued.set(event.id, event.text);
        return;
      case 'steering-retracted':
        this.#queued.delete(event.id);
        return;
      case 'steering-delivered':
        this.#put('person', 'bold', this.#queued.get(event.id) ?? '');
        this.#queued.delete(event.id);
        return;
      case 'model-retry':
        this.#put('note', 'warn', `the model could not be reached (${event.cause}); tried again`);
        return;
      case 'model-failed':
        this.#put('note', 'bad', `the model could not be asked (${event.cause})`);
        return;
      case 'session-resumed':
        this.#put('note', 'bold', 'resumed');
        return;
      case 'assets-changed': {
        const seen = event.changed.filter((name) => !isHidden(name));
        const hidden = seen.length < event.changed.length ? ['hidden tests'] : [];
        this.#put('note', 'bold', `taken in as they are now: ${[...seen, ...hidden].map(cleanLine).join(', ')}`);
        return;
      }
    }
    for (const { tone, text, folded } of paragraphsOf(event)) this.#put('note', tone, text, folded?.text);
  }

  result(): Bounded<Step> {
    return this.#steps.result();
  }

  #say(text: string): void {
    const said = cleanText(headTail(text, longestSaid)).trim();
    if (said !== '') this.#put('said', 'plain', said);
  }

  #put(kind: Step['kind'], mood: Mood, text: string, folded?: string): void {
    this.#steps.add({
      attempt: this.#attempt,
      kind,
      mood,
      text: headTail(text, longestSaid),
      ...(folded === undefined || folded === '' ? {} : { folded: headTail(folded, longestFolded) }),
    });
  }
}

/** A path that would tell of what the agent never sees. */
function isHidden(name: string): boolean {
  return /^specs\/[^/]+\/(?:holdout|probe)\//.test(name);
}
