import Papa from 'papaparse';
import { byLines, type Cutter } from './cut-rows.ts';
import { accept, refuse, type Parsed } from './reject.ts';

const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Records of a CSV file: a line end inside quotes belongs to the field. A quote opens a field only at its
 * beginning, so that `a 5" lamp` does not swallow the rest of the file.
 */
export function csvCutter(delimiter: string): Cutter {
  const separator = delimiter.charCodeAt(0);
  return {
    counts: 'lines',
    ...byLines,
    skip(bytes, from) {
      let at = from;
      while (at < bytes.length && (bytes[at] === newline || bytes[at] === carriageReturn)) at += 1;
      return at;
    },
    findEnd: (bytes, from, final) => endOfRecord(bytes, from, separator, final),
  };
}

/** The fields of one record; papaparse undoes quotes and doubled quotes. */
export function parseCsvFields(text: string, delimiter: string): string[] {
  const { data } = Papa.parse<string[]>(text.replace(/\r?\n$/, ''), { delimiter, header: false });
  return data[0] ?? [];
}

export function parseCsvRow(
  text: string,
  delimiter: string,
  columns: string[],
): Parsed<Record<string, string>> {
  const fields = parseCsvFields(text, delimiter);
  const surplus = fields.slice(columns.length).some(field => field.trim() !== '');
  if (fields.length < columns.length || surplus) {
    return refuse(
      'wrong_column_count',
      null,
      `The row has ${fields.length} columns, the header has ${columns.length}.`,
      'Put texts that hold the separator or a line break between double quotes, or restore the missing columns.',
    );
  }
  return accept(Object.fromEntries(columns.map((column, at) => [column, fields[at]!])));
}

/** The separator that cuts the header into the most columns: prose full of commas below it cannot mislead. */
export function guessDelimiter(sample: string): string {
  const header = sample.trimStart().split(/\r?\n/, 1)[0] ?? '';
  const columns = [',', ';', '\t', '|'].map(delimiter => ({
    delimiter,
    count: parseCsvFields(header, delimiter).length,
  }));
  return columns.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

function endOfRecord(bytes: Buffer, from: number, separator: number, final: boolean): number {
  let fieldStart = true;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === newline) return at + 1;
    if (byte === quote && fieldStart) {
      at = endOfQuoted(bytes, at);
      if (at < 0) return -1;
    }
    fieldStart = byte === separator;
  }
  return final ? bytes.length : -1;
}

function endOfQuoted(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(quote, from + 1); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    if (bytes[at + 1] !== quote) return at;
    at += 1;
  }
  return -1;
}
