import { on } from 'node:events';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Worker } from 'node:worker_threads';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Position } from '../formats/cut-rows.ts';
import type { DetectedFile } from '../formats/detect-format.ts';
import type { RowMapping } from '../formats/file-format.ts';
import type { Piece } from './prepare-piece.ts';

type FilePart = { detected: DetectedFile; mapping: RowMapping; start: Position };
/** `bytesTotal` is the size of the whole file as it was taken in. */
type Content = { bytes: Readable; bytesTotal: number };
export type RowsTask = FilePart & { chunks: ReadableStream<Uint8Array> };
/** Without a piece: that was the last one. */
export type RowsMessage = { piece: Piece | void; readBytes: number };

/** So many pieces are made ahead of the database: memory stays flat however large the file is. */
export const piecesAhead = 2;

/** A small young generation keeps the thread's memory flat; rows live too briefly to need a larger one. */
const resourceLimits = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 512 };

/** The pieces of a file in their order, prepared in a worker thread. Its bytes begin at `part.start`. */
export async function* readPieces(
  { bytes, bytesTotal }: Content,
  part: FilePart,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  const chunks = Readable.toWeb(bytes) as ReadableStream<Uint8Array>;
  const worker = new Worker(new URL('./rows.worker.ts', import.meta.url), {
    workerData: { ...part, chunks } satisfies RowsTask,
    transferList: [chunks as never],
    resourceLimits,
  });
  try {
    for await (const [message] of on(worker, 'message', { signal, close: ['exit'] })) {
      const { piece, readBytes } = message as RowsMessage;
      if (!piece) return assertWhole(part.start.offset + readBytes, bytesTotal);
      yield piece;
      worker.postMessage('more', []);
    }
    throw new Error('The worker that reads an import ended before the file did.');
  } finally {
    await worker.terminate();
    bytes.destroy();
  }
}

/** A file that lost its end on the disk would otherwise pass for one that is shorter. */
function assertWhole(readBytes: number, bytesTotal: number): void {
  if (readBytes === bytesTotal) return;
  throw new AttuneError(
    'file_changed',
    `The stored file holds ${readBytes} bytes; it had ${bytesTotal} when it came in.`,
    { remedy: 'Upload the file and import it again: rows that are there already are not doubled.' },
  );
}
