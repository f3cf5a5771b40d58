import type { Db } from '#platform/database/database.ts';
import { deleteEdgesTo } from '#platform/lineage/lineage.ts';
import { lockRecordsOf } from '../datasets/reservation.queries.ts';
import { countIntoSource } from '../sources/source.queries.ts';
import { deleteRecord, findVersionHolding, isNamed, standsForImported } from './added-row.queries.ts';

/** Why a row has to stay: a frozen version holds it, or an import left its own row out for it. */
export type Kept = { by: 'dataset_version'; version: string } | { by: 'import' };

/**
 * Takes back a row that `addRows` stored under an external id, as if it had never come, in the caller's transaction.
 * A row that met a record which was there already leaves that record alone. Gives what it is kept by, if it has to stay.
 */
export async function takeBackRow(
  db: Db,
  projectId: string,
  { recordId, externalId }: { recordId: string; externalId: string },
): Promise<Kept | undefined> {
  await lockRecordsOf(db, projectId);
  if (!(await isNamed(db, recordId, externalId))) return undefined;
  const version = await findVersionHolding(db, projectId, recordId);
  if (version) return { by: 'dataset_version', version };
  if (await standsForImported(db, recordId)) return { by: 'import' };
  await deleteEdgesTo(db, { kind: 'record', id: recordId });
  const sourceId = await deleteRecord(db, recordId);
  if (sourceId) await countIntoSource(db, sourceId, -1);
  return undefined;
}
