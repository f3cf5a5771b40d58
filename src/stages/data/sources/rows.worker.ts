import { parentPort, workerData } from 'node:worker_threads';
import { readRows } from '../formats/read-rows.ts';
import { inPieces } from './prepare-piece.ts';
import { piecesAhead, type RowsMessage, type RowsTask } from './read-pieces.ts';

/**
 * Reads, maps, hashes and describes the rows of a file beside the event loop. Every message of the other side asks for
 * one more piece; some are made before they are asked for.
 */
const { chunks, detected, mapping, start } = workerData as RowsTask;
const port = parentPort!;
let readBytes = 0;
const pieces = inPieces(readRows(counted(), detected, start), mapping);

async function give(): Promise<void> {
  const { value: piece } = await pieces.next();
  port.postMessage({ piece, readBytes } satisfies RowsMessage, []);
}

async function* counted(): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    readBytes += chunk.length;
    yield chunk;
  }
}

port.on('message', give);
for (let ahead = 0; ahead < piecesAhead; ahead += 1) void give();
