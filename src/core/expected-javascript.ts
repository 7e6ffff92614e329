import type { DeclaredTest } from './expected.ts';
export function javascriptTitles(_text: string): DeclaredTest[] {
  return [];
}
