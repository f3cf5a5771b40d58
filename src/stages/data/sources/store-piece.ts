import type { Db } from '#platform/database/database.ts';
import type { ReservedQuestions } from '../datasets/reserved-questions.ts';
import type { RowMapping } from '../formats/file-format.ts';
import { mapRow } from '../formats/map-row.ts';
import type { ReadRow } from '../formats/read-rows.ts';
import { type Reject, rejectAt } from '../formats/reject.ts';
import type { IncomingRow } from '../records/payload.ts';
import { storeRows } from '../records/store-rows.ts';
import { type ImportCounts, insertImportDuplicates, insertRejects } from './import.queries.ts';

type Batch = { id: string; projectId: string; sourceId: string };
type MappedRow = { line: number; raw: string; row: IncomingRow };

/** Stores one piece of a file: every row ends as record, duplicate or reject. Gives how many of each. */
export async function storePiece(
  trx: Db,
  batch: Batch,
  mapping: RowMapping,
  piece: ReadRow[],
  reserved: ReservedQuestions,
): Promise<ImportCounts> {
  const { mapped, rejects } = mapPiece(piece, mapping);
  const origin = {
    projectId: batch.projectId,
    sourceId: batch.sourceId,
    batchId: batch.id,
    derivedBy: 'import',
  };
  const outcomes = await storeRows(trx, origin, mapped, reserved);
  const duplicates = mapped.flatMap(({ line }, at) => {
    const outcome = outcomes[at]!;
    return outcome.kind === 'duplicate'
      ? [{ batchId: batch.id, line, recordId: outcome.recordId, by: outcome.by }]
      : [];
  });
  for (const [at, { line, raw }] of mapped.entries()) {
    const outcome = outcomes[at]!;
    if (outcome.kind === 'reject') rejects.push(rejectAt(line, raw, outcome.problem));
  }
  await insertRejects(trx, batch.id, rejects);
  await insertImportDuplicates(trx, duplicates);
  return {
    readCount: piece.length,
    recordCount: piece.length - duplicates.length - rejects.length,
    duplicateCount: duplicates.length,
    rejectCount: rejects.length,
  };
}

function mapPiece(piece: ReadRow[], mapping: RowMapping): { mapped: MappedRow[]; rejects: Reject[] } {
  const mapped: MappedRow[] = [];
  const rejects: Reject[] = [];
  for (const read of piece) {
    const { line, raw } = read;
    if ('reject' in read) {
      rejects.push(read.reject);
      continue;
    }
    const row = mapRow(read.row, mapping);
    if (row.ok) mapped.push({ line, raw, row: row.value });
    else rejects.push(rejectAt(line, raw, row.problem));
  }
  return { mapped, rejects };
}
