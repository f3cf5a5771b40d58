import { AttuneError } from '#platform/http/attune-error.ts';
import type { Position } from './cut-rows.ts';
import { csvCutter, guessDelimiter, parseCsvFields } from './csv.ts';
import { decodeText, detectEncoding, type Encoding, markLength } from './encoding.ts';
import type { FileFormat } from './file-format.ts';
import { findArrayStart } from './json-array.ts';

export type DetectedFile = { format: FileFormat; encoding: Encoding; start: Position };

export const sampleBytes = 256 * 1024;

/** What a file is, from its first bytes (up to `sampleBytes`); its name only decides where the bytes do not. */
export function detectFormat(fileName: string, sample: Buffer): DetectedFile {
  const encoding = detectEncoding(sample);
  if (encoding === 'utf-16') throw unreadable('It is UTF-16.', 'Save it as UTF-8 and import it again.');
  const packed = packings.find(({ start }) => sample.subarray(0, start.length).equals(start));
  if (packed) throw unreadable(`It is ${packed.name}.`, packed.remedy);
  if (isBinary(sample))
    throw unreadable('It is not a text file.', 'Export it as JSONL, JSON or CSV in UTF-8.');
  const mark = markLength(sample);
  const first = sample.subarray(mark).toString('latin1').trimStart();
  if (first === '') throw unreadable('It is empty.', 'Choose a file that holds rows.');
  const start = { offset: mark, line: 1 };
  if (first.startsWith('[') || isWrappedArray(first))
    return { format: { kind: 'json' }, encoding, start: findArrayStart(sample)! };
  if (first.startsWith('{') || /\.(jsonl|ndjson)$/i.test(fileName))
    return { format: { kind: 'jsonl' }, encoding, start };
  return detectCsv(sample, mark, encoding);
}

/** `{"data": [` over several lines is one document; `{"messages": [` that closes on its own line is a JSONL row. */
function isWrappedArray(text: string): boolean {
  if (!text.startsWith('{')) return false;
  const firstLine = text.slice(0, text.search(/\n|$/));
  return (
    !isJson(firstLine) &&
    /^\{\s*(?:"[^"]*"\s*:\s*(?:"[^"]*"|[\d.]+|true|false|null)\s*,\s*)*"(?!messages|conversations)[^"]*"\s*:\s*\[\s*\{/.test(
      text,
    )
  );
}

function detectCsv(sample: Buffer, mark: number, encoding: Encoding): DetectedFile {
  const text = decodeText(sample.subarray(mark, lastNewline(sample)), encoding) ?? sample.toString('latin1');
  const delimiter = guessDelimiter(text);
  const cutter = csvCutter(delimiter);
  const headerStart = cutter.skip(sample, mark);
  const headerEnd = cutter.findEnd(sample, headerStart, true);
  if (headerEnd < 0) throw unreadable('Its header has a quote that never closes.', 'Correct the first line.');
  const header = decodeText(sample.subarray(headerStart, headerEnd), encoding) ?? '';
  if (headerEnd === sampleBytes && header.at(-1) !== '\n')
    throw unreadable(
      `Its first line is longer than ${sampleBytes / 1024} KB.`,
      'A table needs a header with the names of its columns; check that its line breaks are not missing.',
    );
  const columns = parseCsvFields(header, delimiter).map(column => column.trim());
  const line = 1 + (sample.subarray(0, headerEnd).toString('latin1').split('\n').length - 1);
  return { format: { kind: 'csv', delimiter, columns }, encoding, start: { offset: headerEnd, line } };
}

/** What people send by mistake, by its first bytes. */
const packings = [
  {
    start: Buffer.from([0x1f, 0x8b]),
    name: 'packed with gzip',
    remedy: 'Unpack it and import what is in it.',
  },
  {
    start: Buffer.from('PK\x03\x04', 'latin1'),
    name: 'a zip archive or a spreadsheet',
    remedy: 'Unpack it, or save the sheet as CSV in UTF-8.',
  },
  { start: Buffer.from('PAR1'), name: 'a Parquet file', remedy: 'Export it as JSONL, JSON or CSV in UTF-8.' },
  { start: Buffer.from('%PDF-'), name: 'a PDF', remedy: 'Export its text as JSONL, JSON or CSV in UTF-8.' },
];

/** A stray NUL costs the row it stands in; a file that is full of them is no text. */
const isBinary = (sample: Buffer): boolean =>
  sample.reduce((zeros, byte) => (byte === 0 ? zeros + 1 : zeros), 0) * 1_000 > sample.length;

function lastNewline(sample: Buffer): number {
  const end = sample.lastIndexOf(0x0a);
  return end > 0 ? end + 1 : sample.length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const unreadable = (why: string, remedy: string) =>
  new AttuneError('file_unreadable', `This file cannot be imported. ${why}`, { remedy });
