import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { createPace } from '#platform/jobs/pace.ts';
import { assertSpace } from '#platform/storage/disk-space.ts';
import { followReservations } from '../datasets/follow-reservations.ts';
import { countsOf } from '../records/counts-of.ts';
import { indexRecordsJob } from '../records/index-records.job.ts';
import { advanceImport, endImport, getImportForWork, startImport } from './import.queries.ts';
import { type OpenedFile, openFile } from './open-file.ts';
import type { Piece } from './prepare-piece.ts';
import { readPieces } from './read-pieces.ts';
import { storePiece } from './store-piece.ts';

const eventEveryMs = 300;

/**
 * Reads a file and stores its rows, every few hundred in one transaction with the byte it has reached. Killed anywhere
 * it goes on from there; what a half-finished transaction held is read again.
 */
export const importFileJob: JobDefinition<Services, { importId: string }> = {
  name: 'data.import-file',
  async run(services, { importId }, signal) {
    const batch = await getImportForWork(services.db, importId);
    if (isOver(batch)) return;
    try {
      const file = await openFile(services.store, batch);
      await startImport(services.db, importId, file.detected.format.kind);
      await storeFile(services, batch, file, signal);
      await end(services, importId, null);
      countsOf(services).forget(batch.projectId);
    } catch (error) {
      if (!(error instanceof AttuneError)) throw error;
      await fail(services, importId, error);
    }
  },
  giveUp: (services, { importId }, error) => fail(services, importId, error),
};

const fail = (services: Services, importId: string, { code, message, remedy }: AttuneError): Promise<void> =>
  end(services, importId, { code, message, remedy: remedy ?? null });

const isOver = ({ state }: Batch): boolean => state === 'done' || state === 'failed';

type Batch = Awaited<ReturnType<typeof getImportForWork>>;

/** While the database takes one piece a worker thread prepares the next ones. */
async function storeFile(
  services: Services,
  batch: Batch,
  { detected, mapping }: OpenedFile,
  signal: AbortSignal,
): Promise<void> {
  const start = batch.bytesDone > 0 ? { offset: batch.bytesDone, line: batch.lineDone } : detected.start;
  const bytes = services.store.read(batch.fileDigest, { startBytes: start.offset });
  const content = { bytes, bytesTotal: batch.bytesTotal };
  const commit = committer(services, batch, signal);
  for await (const piece of readPieces(content, { detected, mapping, start }, signal)) await commit(piece);
}

/**
 * Commits a piece with the position it reaches; refuses when another worker has moved the import on. Stops before the last
 * of the disk is used: the job waits for room and goes on from here.
 */
function committer(services: Services, batch: Batch, signal: AbortSignal) {
  const reservedNow = followReservations(batch.projectId);
  let reached = batch.bytesDone;
  const isDue = createPace(eventEveryMs);
  return async (piece: Piece): Promise<void> => {
    signal.throwIfAborted();
    assertSpace(services.config.dataDir, 0);
    const { next } = piece;
    const tells = isDue();
    await services.db.transaction().execute(async trx => {
      const { bytesDone } = await getImportForWork(trx, batch.id, true);
      if (bytesDone !== reached) throw new Error(`Import ${batch.id} is carried on by another worker.`);
      const now = await advanceImport(trx, batch.id, next, await storePiece(trx, batch, piece, reservedNow));
      if (tells) await announce(trx, now, 'import.progress');
    });
    reached = next.offset;
  };
}

async function end(services: Services, importId: string, error: unknown): Promise<void> {
  await services.db.transaction().execute(async trx => {
    if (isOver(await getImportForWork(trx, importId, true))) return;
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
