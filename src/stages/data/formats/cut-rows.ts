/** Where reading goes on: byte offset in the file and the number of the line or element there (from 1). Committed with every batch. */
export type Position = { offset: number; line: number };

/** One row as it stands in the file. `whole` is false when its end was never found: `bytes` is then a first part. */
export type CutRow = { line: number; bytes: Buffer; next: Position; whole: boolean };

/**
 * How a format separates rows. Both look at `bytes` from index `from`.
 * `skip` steps over what stands between rows; `findEnd` returns the index after the row, or -1 when
 * `bytes` does not hold it yet (with `final`: when it can never come).
 */
export type Cutter = {
  /** What positions count: lines of a file that people open in an editor, elements of a JSON array. */
  counts: 'lines' | 'rows';
  skip(bytes: Buffer, from: number): number;
  findEnd(bytes: Buffer, from: number, final: boolean): number;
};

const newline = 0x0a;
export const defaultMaxRowBytes = 4 * 1024 * 1024;

/**
 * Cuts a stream of bytes into rows without holding more than one over-long row in memory.
 * `chunks` begin at `start.offset`. A row without an end costs one line, never the rest of the file.
 */
export async function* cutRows(
  chunks: AsyncIterable<Uint8Array>,
  cutter: Cutter,
  start: Position,
  maxRowBytes = defaultMaxRowBytes,
): AsyncGenerator<CutRow> {
  let window: Window = { bytes: Buffer.alloc(0), position: start };
  for await (const chunk of chunks) {
    window = {
      ...window,
      bytes: window.bytes.length ? Buffer.concat([window.bytes, chunk]) : Buffer.from(chunk),
    };
    window = yield* cutWindow(window, cutter, maxRowBytes, false);
  }
  yield* cutWindow(window, cutter, maxRowBytes, true);
}

type Window = { bytes: Buffer; position: Position; discarding?: boolean };

function* cutWindow(
  window: Window,
  cutter: Cutter,
  maxRowBytes: number,
  final: boolean,
): Generator<CutRow, Window> {
  let { bytes, position, discarding } = window;
  const advance = (length: number) => {
    position = {
      offset: position.offset + length,
      line: position.line + (cutter.counts === 'lines' ? countNewlines(bytes, length) : 0),
    };
    bytes = bytes.subarray(length);
  };
  for (;;) {
    if (discarding) {
      const lineEnd = bytes.indexOf(newline);
      advance(lineEnd < 0 ? bytes.length : lineEnd + 1);
      if (lineEnd < 0) break;
      discarding = false;
    }
    advance(cutter.skip(bytes, 0));
    if (bytes.length === 0) break;
    const end = cutter.findEnd(bytes, 0, final);
    if (end < 0 && !final && bytes.length <= maxRowBytes) break;
    const lineEnd = bytes.indexOf(newline);
    const whole = end >= 0 && end <= maxRowBytes;
    const length = end >= 0 ? end : lineEnd >= 0 ? lineEnd + 1 : bytes.length;
    const row = { line: position.line, bytes: bytes.subarray(0, Math.min(length, maxRowBytes)), whole };
    discarding = end < 0 && lineEnd < 0 && !final;
    advance(length);
    if (cutter.counts === 'rows') position = { ...position, line: position.line + 1 };
    yield { ...row, next: position };
  }
  return { bytes, position, discarding };
}

function countNewlines(bytes: Buffer, length: number): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0 && at < length; at = bytes.indexOf(newline, at + 1))
    count += 1;
  return count;
}
