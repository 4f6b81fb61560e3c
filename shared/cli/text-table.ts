/** Longest cell that is shown in one line with others; a longer last cell is folded below itself. */
const foldColumns = 100;

/**
 * Rows as lines in columns, two spaces apart, under a head. The last column is folded at words, so that sentences stay
 * readable; the others are as wide as their longest cell.
 */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const indent = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  return [head, ...rows].flatMap((row) => {
    const front = row.slice(0, -1).map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `);
    const [first = '', ...more] = fold(row.at(-1) ?? '', foldColumns);
    return [front.join('') + first, ...more.map((line) => ' '.repeat(indent) + line)].map((line) => line.trimEnd());
  });
}

/** Breaks a text at spaces into lines of at most so many columns; a longer word stays whole. */
export function fold(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
