/** A table of plain columns, padded by the width that a terminal gives them (CJK is two wide). */
export function table(head: string[], rows: (string | number | null | undefined)[][]): string {
  if (rows.length === 0) return '(none)';
  const cells = [head, ...rows].map(row => row.map(cell => String(cell ?? '')));
  const widths = head.map((_, column) => Math.max(...cells.map(row => textWidth(row[column] ?? ''))));
  return cells
    .map(row =>
      row
        .map((cell, column) => pad(cell, widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += isWide(char.codePointAt(0)!) ? 2 : 1;
  return width;
}

const isWide = (code: number): boolean =>
  (code >= 0x1100 && code <= 0x115f) ||
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xfe30 && code <= 0xfe6f) ||
  (code >= 0xff00 && code <= 0xff60) ||
  (code >= 0xffe0 && code <= 0xffe6) ||
  (code >= 0x20000 && code <= 0x3fffd);

/** The beginning of a text, no wider than `width`; `…` says that there was more. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let taken = 0;
  for (const char of text) {
    taken += textWidth(char);
    if (taken > width - 1) break;
    cut += char;
  }
  return `${cut}…`;
}

/** Breaks a text into lines no wider than `width`, at spaces where there are some, anywhere in CJK. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap(line => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.match(/\s+|[\u2e80-\uffef]|[^\s\u2e80-\uffef]+/g) ?? ['']) {
    if (current && textWidth(current + word) > width) {
      lines.push(current.trimEnd());
      current = '';
    }
    current += current === '' ? word.trimStart() : word;
  }
  return [...lines, current.trimEnd()];
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, count > 0 ? Math.floor(Math.log10(count) / 3) : 0);
  return `${(count / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}
