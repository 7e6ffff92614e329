/**
 * Returns about how many tokens a model reads in a text: one for four bytes of UTF-8. No model's own count is known
 * before it is asked; for English and code this is within a fifth of it.
 */
export function estimateTokens(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return tokensOfBytes(bytes);
}

export function tokensOfBytes(bytes: number): number {
  return Math.ceil(bytes / 4);
}
