import type { Db } from '#platform/database/database.ts';
import { followReservations, type ReservedNow } from '../datasets/follow-reservations.ts';
import { lockRecordsOf } from '../datasets/reservation.queries.ts';
import { countIntoSource } from '../sources/source.queries.ts';
import type { Candidate } from './candidate.ts';
import { judgeIncoming, type Outcome } from './judge-incoming.ts';
import { requestIndexing } from './record-search.queries.ts';
import { findRecordsByContent, findRecordsByExternalId, insertRecords } from './incoming.queries.ts';

/** Where rows come from. `derivedBy` says in their first revision how they came to be. */
export type Origin = { projectId: string; sourceId: string; batchId: string | null; derivedBy: string };

/**
 * Stores rows as records with their first revision, in the caller's transaction; gives one outcome for each row.
 * What is there already is a duplicate, what a test split reserved is refused.
 */
export async function storeRows(
  trx: Db,
  origin: Origin,
  candidates: Candidate[],
  reservedNow: ReservedNow = followReservations(origin.projectId),
): Promise<Outcome[]> {
  await lockRecordsOf(trx, origin.projectId);
  const hashes = candidates.map(({ contentHash }) => contentHash);
  const externalIds = candidates.flatMap(({ externalId }) => externalId ?? []);
  const outcomes = judgeIncoming(candidates, {
    byContent: await findRecordsByContent(trx, origin.projectId, hashes),
    byExternalId: await findRecordsByExternalId(trx, origin.sourceId, externalIds),
    reserved: await reservedNow(trx),
  });
  const fresh = candidates.filter((_, at) => outcomes[at]!.kind === 'record');
  if (fresh.length === 0) return outcomes;
  await insertRecords(trx, origin, fresh);
  await countIntoSource(trx, origin.sourceId, fresh.length);
  // Their ids were made one after the other: between the first and the last there is little else.
  await requestIndexing(trx, origin.projectId, { firstId: fresh[0]!.id, lastId: fresh.at(-1)!.id });
  return outcomes;
}
