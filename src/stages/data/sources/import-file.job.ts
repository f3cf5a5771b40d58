import { setImmediate as nextTurn } from 'node:timers/promises';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { loadReservedQuestions } from '../datasets/reservation.queries.ts';
import { type ReadRow, readRows } from '../formats/read-rows.ts';
import { indexRecordsJob } from '../records/index-records.job.ts';
import { advanceImport, endImport, getImportForWork, startImport } from './import.queries.ts';
import { type OpenedFile, openFile } from './open-file.ts';
import { storePiece } from './store-piece.ts';

export const rowsPerCommit = 500;
const bytesPerCommit = 4 * 1024 * 1024;
const eventEveryMs = 300;

/**
 * Reads a file and stores its rows, every few hundred in one transaction with the byte it has reached. Killed anywhere
 * it goes on from there; what a half-finished transaction held is read again.
 */
export const importFileJob: JobDefinition<Services, { importId: string }> = {
  name: 'data.import-file',
  async run(services, { importId }, signal) {
    const batch = await getImportForWork(services.db, importId);
    if (batch.state === 'done' || batch.state === 'failed') return;
    try {
      const file = await openFile(services.store, batch);
      await startImport(services.db, importId, file.detected.format.kind);
      await storeFile(services, batch, file, signal);
      await end(services, importId, null);
    } catch (error) {
      if (!(error instanceof AttuneError)) throw error;
      await end(services, importId, {
        code: error.code,
        message: error.message,
        remedy: error.remedy ?? null,
      });
    }
  },
};

type Batch = Awaited<ReturnType<typeof getImportForWork>>;

async function storeFile(
  services: Services,
  batch: Batch,
  file: OpenedFile,
  signal: AbortSignal,
): Promise<void> {
  const start = batch.bytesDone > 0 ? { offset: batch.bytesDone, line: batch.lineDone } : file.detected.start;
  const chunks = services.store.read(batch.fileDigest, { startBytes: start.offset });
  const reserved = await loadReservedQuestions(services.db, batch.projectId);
  let reached = batch.bytesDone;
  let lastEventMs = 0;
  const commit = async (piece: ReadRow[]) => {
    signal.throwIfAborted();
    const isDue = services.clock() - lastEventMs >= eventEveryMs;
    if (isDue) lastEventMs = services.clock();
    await services.db.transaction().execute(async trx => {
      const { bytesDone } = await getImportForWork(trx, batch.id, true);
      if (bytesDone !== reached) throw new Error(`Import ${batch.id} is carried on by another worker.`);
      const counts = await storePiece(trx, batch, file.mapping, piece, reserved);
      const now = await advanceImport(trx, batch.id, piece.at(-1)!.next, counts);
      if (isDue) await announce(trx, now, 'import.progress');
    });
    reached = piece.at(-1)!.next.offset;
  };
  for await (const piece of inPieces(readRows(chunks, file.detected, start))) await commit(piece);
}

/** Pieces of a size that one transaction holds easily; the event loop gets its turn while a piece is read. */
async function* inPieces(rows: AsyncIterable<ReadRow>): AsyncGenerator<ReadRow[]> {
  let piece: ReadRow[] = [];
  let characters = 0;
  for await (const row of rows) {
    piece.push(row);
    characters += row.raw.length;
    if (piece.length % 100 === 0) await nextTurn();
    if (piece.length < rowsPerCommit && characters < bytesPerCommit) continue;
    yield piece;
    piece = [];
    characters = 0;
  }
  if (piece.length > 0) yield piece;
}

async function end(services: Services, importId: string, error: unknown): Promise<void> {
  await services.db.transaction().execute(async trx => {
    const ended = await endImport(trx, importId, new Date(services.clock()), error);
    await announce(trx, ended, error === null ? 'import.done' : 'import.failed');
    await services.jobs.enqueue(trx, indexRecordsJob, { projectId: ended.projectId });
  });
}

const announce = (trx: Services['db'], batch: Batch, kind: string) => {
  const { number, bytesDone, bytesTotal, readCount, recordCount, duplicateCount, rejectCount, error } = batch;
  const payload = {
    number,
    bytesDone,
    bytesTotal,
    readCount,
    recordCount,
    duplicateCount,
    rejectCount,
    error,
  };
  return appendEvent(trx, batch.projectId, { kind, subjectKind: 'import', subjectId: batch.id, payload });
};
