import { cleanLine } from './text.ts';

/** Turns a Markdown paragraph into one line of plain text, without marks, line breaks and control characters. */
export function toPlainLine(markdown: string): string {
  if (!/[*_`[\\]/.test(markdown)) return cleanLine(markdown);
  const text = markdown
    .split(/(`+[^`]+`+)/)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll(/^`+ ?| ?`+$/g, '') : stripMarks(part)))
    .join('');
  return cleanLine(text);
}

function stripMarks(text: string): string {
  if (!/[*_[\\]/.test(text)) return text;
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*|(?<!\w)__|__(?!\w)/g, '')
    .replaceAll(/(?<![\w*])\*(?=\S)([^*]*[^*\s])\*(?![\w*])/g, '$1')
    .replaceAll(/(?<!\w)_(?=\S)([^_]*[^_\s])_(?!\w)/g, '$1')
    .replaceAll(/\\([\\`*_{}[\]()#+.!|<>-])/g, '$1');
}
