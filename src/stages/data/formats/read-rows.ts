import type { CutRow, Cutter, Position } from './cut-rows.ts';
import { cutRows } from './cut-rows.ts';
import { csvCutter, parseCsvRow } from './csv.ts';
import { decodeText } from './encoding.ts';
import type { DetectedFile } from './detect-format.ts';
import type { FileFormat } from './file-format.ts';
import { isAfterArray, jsonArrayCutter } from './json-array.ts';
import { jsonlCutter } from './jsonl.ts';
import { parseJsonRow } from './parse-json-row.ts';
import { type Parsed, refuse, type Reject, rejectAt } from './reject.ts';

export type RawRow = Record<string, unknown>;
export type ReadRow = { line: number; next: Position; raw: string } & ({ row: RawRow } | { reject: Reject });

/**
 * The rows of a file from `start` on, each with the position after it. `chunks` begin at `start.offset`.
 * A row that cannot be read is a reject with its raw text; reading goes on behind it.
 */
export async function* readRows(
  chunks: AsyncIterable<Uint8Array>,
  { format, encoding }: DetectedFile,
  start: Position,
  maxRowBytes?: number,
): AsyncGenerator<ReadRow> {
  for await (const cut of cutRows(chunks, cutterOf(format), start, maxRowBytes)) {
    if (format.kind === 'json' && isAfterArray(cut.bytes)) continue;
    const { line, next } = cut;
    const text = decodeText(cut.bytes, encoding);
    const raw = (text ?? cut.bytes.toString('utf8')).replace(/\r?\n$/, '');
    const parsed = parseCut(cut, text, format);
    yield parsed.ok
      ? { line, next, raw, row: parsed.value }
      : { line, next, raw, reject: rejectAt(line, raw, parsed.problem) };
  }
}

function cutterOf(format: FileFormat): Cutter {
  switch (format.kind) {
    case 'jsonl':
      return jsonlCutter;
    case 'json':
      return jsonArrayCutter;
    case 'csv':
      return csvCutter(format.delimiter);
  }
}

function parseCut(cut: CutRow, text: string | undefined, format: FileFormat): Parsed<RawRow> {
  if (!cut.whole) return format.kind === 'csv' ? unclosedQuote() : tooLong();
  if (text === undefined) {
    return refuse(
      'bad_encoding',
      null,
      'The row holds bytes that are no text.',
      'Save the file as UTF-8 and import it again.',
    );
  }
  if (format.kind === 'csv') return parseCsvRow(text, format.delimiter, format.columns);
  return parseJsonRow(text);
}

const tooLong = () =>
  refuse(
    'row_too_long',
    null,
    'The row is longer than an import accepts.',
    'Split it, or check that a line break is not missing.',
  );

const unclosedQuote = () =>
  refuse(
    'unclosed_quote',
    null,
    'A field opens with a double quote that never closes.',
    'Close the quote, or double it if it belongs to the text.',
  );
