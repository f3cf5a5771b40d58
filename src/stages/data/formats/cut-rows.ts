/** Where reading goes on: byte offset in the file and the number of the line or element there (from 1). Committed with every batch. */
export type Position = { offset: number; line: number };

/** One row as it stands in the file. `whole` is false when its end was never found: `bytes` is then a first part. */
export type CutRow = { line: number; bytes: Buffer; next: Position; whole: boolean };

/**
 * How a format separates rows. All look at `bytes` from index `from` on.
 * `skip` steps over what stands between rows; `findEnd` returns the index after the row, or -1 when
 * `bytes` does not hold it yet (with `final`: when it can never come).
 */
export type Cutter = {
  /** What positions count: lines of a file that people open in an editor, elements of a JSON array. */
  counts: 'lines' | 'rows';
  skip(bytes: Buffer, from: number): number;
  findEnd(bytes: Buffer, from: number, final: boolean): number;
  /** Where reading goes on after a row whose end is not in `bytes`, -1 when not in there. `column` is where the row began on its line. */
  resume(bytes: Buffer, column: number): number;
  /** For a row that began with `bytes` and is given up: finds the index after it in what follows, chunk by chunk, -1 = not yet. */
  skipRest(bytes: Buffer): (chunk: Buffer) => number;
};

const newline = 0x0a;
export const defaultMaxRowBytes = 4 * 1024 * 1024;

/**
 * Cuts a stream of bytes into rows without holding more than one over-long row in memory. `chunks` begin at `start.offset`.
 * A row that is too long or has no end is given up with a first part of it; the cutter says where the next one begins.
 */
export async function* cutRows(
  chunks: AsyncIterable<Uint8Array>,
  cutter: Cutter,
  start: Position,
  maxRowBytes = defaultMaxRowBytes,
): AsyncGenerator<CutRow> {
  let window: Window = { bytes: Buffer.alloc(0), position: start, column: Number.NaN };
  for await (const chunk of chunks) {
    window.bytes = window.bytes.length ? Buffer.concat([window.bytes, chunk]) : Buffer.from(chunk);
    window = yield* cutWindow(window, cutter, maxRowBytes, false);
  }
  yield* cutWindow(window, cutter, maxRowBytes, true);
}

type Window = {
  bytes: Buffer;
  position: Position;
  /** Bytes since the last line end; unknown (NaN) where reading began inside a line. */
  column: number;
  skipRest?: ((chunk: Buffer) => number) | undefined;
};

function* cutWindow(
  window: Window,
  cutter: Cutter,
  maxRowBytes: number,
  final: boolean,
): Generator<CutRow, Window> {
  for (;;) {
    if (window.skipRest) {
      const end = window.skipRest(window.bytes);
      advance(window, cutter, end < 0 ? window.bytes.length : end);
      if (end < 0) break;
      window.skipRest = undefined;
    }
    advance(window, cutter, cutter.skip(window.bytes, 0));
    const { bytes, position, column } = window;
    if (bytes.length === 0) break;
    const end = cutter.findEnd(bytes, 0, final);
    if (end < 0 && !final && bytes.length <= maxRowBytes) break;
    const whole = end >= 0 && end <= maxRowBytes;
    const resumed = end >= 0 ? end : cutter.resume(bytes, column);
    const length = resumed >= 0 ? resumed : bytes.length;
    if (resumed < 0 && !final) window.skipRest = cutter.skipRest(bytes);
    advance(window, cutter, length);
    if (cutter.counts === 'rows') window.position.line += 1;
    const row = { line: position.line, bytes: bytes.subarray(0, Math.min(length, maxRowBytes)), whole };
    yield { ...row, next: { ...window.position } };
  }
  return window;
}

function advance(window: Window, { counts }: Cutter, length: number): void {
  const { bytes, position, column } = window;
  const lines = counts === 'lines' ? countNewlines(bytes, length) : 0;
  const lineEnd = counts === 'rows' && length > 0 ? bytes.lastIndexOf(newline, length - 1) : -1;
  window.position = { offset: position.offset + length, line: position.line + lines };
  window.column = lineEnd < 0 ? column + length : length - lineEnd - 1;
  window.bytes = bytes.subarray(length);
}

/** Rows that end with their line: one without an end costs that line, never the rest of the file. */
export const byLines = {
  resume: afterLine,
  skipRest: () => afterLine,
} satisfies Partial<Cutter>;

function afterLine(bytes: Buffer): number {
  const end = bytes.indexOf(newline);
  return end < 0 ? -1 : end + 1;
}

function countNewlines(bytes: Buffer, length: number): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0 && at < length; at = bytes.indexOf(newline, at + 1))
    count += 1;
  return count;
}
