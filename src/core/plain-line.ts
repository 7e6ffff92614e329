/** Turns a Markdown paragraph into one line of plain text, without marks, line breaks and control characters. */
export function toPlainLine(markdown: string): string {
  return markdown
    .split(/(`+[^`]+`+)/)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll(/^`+ ?| ?`+$/g, '') : stripMarks(part)))
    .join('')
    .replaceAll(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

function stripMarks(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\*\*|(?<!\w)__|__(?!\w)/g, '')
    .replaceAll(/(?<![\w*])\*(?=\S)([^*]*[^*\s])\*(?![\w*])/g, '$1')
    .replaceAll(/(?<!\w)_(?=\S)([^_]*[^_\s])_(?!\w)/g, '$1')
    .replaceAll(/\\([\\`*_{}[\]()#+.!|<>-])/g, '$1');
}
