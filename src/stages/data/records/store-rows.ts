import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { loadReservedQuestions, lockRecordsOf } from '../datasets/reservation.queries.ts';
import type { ReservedQuestions } from '../datasets/reserved-questions.ts';
import { countIntoSource } from '../sources/source.queries.ts';
import { describeRow } from './describe-row.ts';
import { type Candidate, judgeIncoming, type Outcome } from './judge-incoming.ts';
import type { IncomingRow } from './payload.ts';
import { findRecordsByContent, findRecordsByExternalId, insertRecords } from './record.queries.ts';
import { storable } from './storable.ts';

/** Where rows come from. `derivedBy` says in their first revision how they came to be. */
export type Origin = { projectId: string; sourceId: string; batchId: string | null; derivedBy: string };

/** A row with everything that can be said of it before the database is asked. */
export function toCandidate(arriving: IncomingRow, line: number | null): Candidate {
  const row = storable(arriving);
  return { id: newId(), line, row, about: describeRow(row, row.label ?? null) };
}

/**
 * Stores rows as records with their first revision, in the caller's transaction; gives one outcome for each row.
 * What is there already is a duplicate, what a test split reserved is refused.
 */
export async function storeRows(
  trx: Db,
  origin: Origin,
  candidates: Candidate[],
  reserved?: ReservedQuestions,
): Promise<Outcome[]> {
  await lockRecordsOf(trx, origin.projectId);
  const hashes = candidates.map(({ about }) => about.contentHash);
  const externalIds = candidates.flatMap(({ row }) => row.externalId ?? []);
  const outcomes = judgeIncoming(candidates, {
    byContent: await findRecordsByContent(trx, origin.projectId, hashes),
    byExternalId: await findRecordsByExternalId(trx, origin.sourceId, externalIds),
    reserved: reserved ?? (await loadReservedQuestions(trx, origin.projectId)),
  });
  const fresh = candidates.filter((_, at) => outcomes[at]!.kind === 'record');
  await insertRecords(trx, origin, fresh);
  await countIntoSource(trx, origin.sourceId, fresh.length);
  return outcomes;
}
