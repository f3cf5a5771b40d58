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
const pieces = inPieces(readRows(chunks, detected, start), mapping);

async function give(): Promise<void> {
  const { value: piece } = await pieces.next();
  port.postMessage({ piece } satisfies RowsMessage, []);
}

port.on('message', give);
for (let ahead = 0; ahead < piecesAhead; ahead += 1) void give();
