import type { Db } from '#platform/database/database.ts';
import type { ReservedQuestions } from '../datasets/reserved-questions.ts';
import type { Position } from '../formats/cut-rows.ts';
import type { RowMapping } from '../formats/file-format.ts';
import { mapRow } from '../formats/map-row.ts';
import type { ReadRow } from '../formats/read-rows.ts';
import { type Reject, rejectAt } from '../formats/reject.ts';
import type { Candidate } from '../records/judge-incoming.ts';
import { storeRows, toCandidate } from '../records/store-rows.ts';
import { type ImportCounts, insertImportDuplicates, insertRejects } from './import.queries.ts';

/** A row that is ready to be stored, or to be rejected; `raw` is kept until that is certain. */
export type PreparedRow = { line: number; next: Position; raw: string } & (
  { candidate: Candidate } | { reject: Reject }
);

export function prepareRow(read: ReadRow, mapping: RowMapping): PreparedRow {
  if ('reject' in read) return read;
  const { line, next, raw } = read;
  const row = mapRow(read.row, mapping);
  if (!row.ok) return { line, next, raw, reject: rejectAt(line, raw, row.problem) };
  return { line, next, raw, candidate: toCandidate(row.value, line) };
}

type Batch = { id: string; projectId: string; sourceId: string };

/** Stores one piece of a file: every row ends as record, duplicate or reject. Gives how many of each. */
export async function storePiece(
  trx: Db,
  batch: Batch,
  piece: PreparedRow[],
  reserved: ReservedQuestions,
): Promise<ImportCounts> {
  const { id: batchId, projectId, sourceId } = batch;
  const rejects = piece.flatMap(row => ('reject' in row ? row.reject : []));
  const candidates = piece.flatMap(row => ('candidate' in row ? { ...row.candidate, raw: row.raw } : []));
  const outcomes = await storeRows(
    trx,
    { projectId, sourceId, batchId, derivedBy: 'import' },
    candidates,
    reserved,
  );
  const duplicates = [];
  for (const [at, outcome] of outcomes.entries()) {
    const { line, raw } = candidates[at]!;
    if (outcome.kind === 'duplicate')
      duplicates.push({ batchId, line: line!, recordId: outcome.recordId, by: outcome.by });
    if (outcome.kind === 'reject') rejects.push(rejectAt(line!, raw, outcome.problem));
  }
  await insertRejects(trx, batchId, rejects);
  await insertImportDuplicates(trx, duplicates);
  return {
    readCount: piece.length,
    recordCount: piece.length - duplicates.length - rejects.length,
    duplicateCount: duplicates.length,
    rejectCount: rejects.length,
  };
}
