/** The outputs of one build, as texts. */
export interface OutputTexts {
  /** Path → text. */
  readonly texts: ReadonlyMap<string, string>;
  /** Paths of what is no text, or too large to be read here. */
  readonly unread: readonly string[];
}

export const noOutputs: OutputTexts = { texts: new Map(), unread: [] };
