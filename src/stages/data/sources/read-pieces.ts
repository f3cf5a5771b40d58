import { on } from 'node:events';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Worker } from 'node:worker_threads';
import type { Position } from '../formats/cut-rows.ts';
import type { DetectedFile } from '../formats/detect-format.ts';
import type { RowMapping } from '../formats/file-format.ts';
import type { Piece } from './prepare-piece.ts';

type FilePart = { detected: DetectedFile; mapping: RowMapping; start: Position };
export type RowsTask = FilePart & { chunks: ReadableStream<Uint8Array> };
/** Without a piece: that was the last one. */
export type RowsMessage = { piece: Piece | void };

/** So many pieces are made ahead of the database: memory stays flat however large the file is. */
export const piecesAhead = 2;

/** A small young generation keeps the thread's memory flat; rows live too briefly to need a larger one. */
const resourceLimits = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 512 };

/** The pieces of a file in their order, prepared in a worker thread. `content` begins at `part.start`. */
export async function* readPieces(
  content: Readable,
  part: FilePart,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  const chunks = Readable.toWeb(content) as ReadableStream<Uint8Array>;
  const worker = new Worker(new URL('./rows.worker.ts', import.meta.url), {
    workerData: { ...part, chunks } satisfies RowsTask,
    transferList: [chunks as never],
    resourceLimits,
  });
  try {
    for await (const [message] of on(worker, 'message', { signal, close: ['exit'] })) {
      const { piece } = message as RowsMessage;
      if (!piece) return;
      yield piece;
      worker.postMessage('more', []);
    }
    throw new Error('The worker that reads an import ended before the file did.');
  } finally {
    await worker.terminate();
    content.destroy();
  }
}
