import type { Db } from '#platform/database/database.ts';
import type { ReservedNow } from '../datasets/follow-reservations.ts';
import { rejectAt } from '../formats/reject.ts';
import { storeRows } from '../records/store-rows.ts';
import { type ImportCounts, insertImportDuplicates, insertRejects } from './import.queries.ts';
import type { Piece } from './prepare-piece.ts';

type Batch = { id: string; projectId: string; sourceId: string };

/** Stores one piece of a file: every row ends as record, duplicate or reject. Gives how many of each. */
export async function storePiece(
  trx: Db,
  batch: Batch,
  piece: Piece,
  reservedNow: ReservedNow,
): Promise<ImportCounts> {
  const { id: batchId, projectId, sourceId } = batch;
  const { candidates, raws } = piece;
  const origin = { projectId, sourceId, batchId, derivedBy: 'import' };
  const outcomes = await storeRows(trx, origin, candidates, reservedNow);
  const duplicates = [];
  const rejects = [...piece.rejects];
  for (const [at, outcome] of outcomes.entries()) {
    const line = candidates[at]!.line!;
    if (outcome.kind === 'duplicate')
      duplicates.push({ batchId, line, recordId: outcome.recordId, by: outcome.by });
    if (outcome.kind === 'reject') rejects.push(rejectAt(line, raws[at]!, outcome.problem));
  }
  await insertRejects(trx, batchId, rejects);
  await insertImportDuplicates(trx, duplicates);
  const readCount = candidates.length + piece.rejects.length;
  return {
    readCount,
    recordCount: readCount - duplicates.length - rejects.length,
    duplicateCount: duplicates.length,
    rejectCount: rejects.length,
  };
}
