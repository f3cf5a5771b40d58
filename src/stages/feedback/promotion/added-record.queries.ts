import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import '#stages/data/data.tables.ts';

/** Is the record this promotion's own? Accepting may also find a row that is there already. */
export async function ownsRecord(db: Db, promotionId: string, recordId: string): Promise<boolean> {
  const found = await db
    .selectFrom('record')
    .select('id')
    .where('id', '=', recordId)
    .where('externalId', '=', promotionId)
    .executeTakeFirst();
  return found !== undefined;
}

/** The dataset version, `desk@2`, that holds a record, or is being made at this moment and may. */
export async function findVersionHolding(
  db: Db,
  projectId: string,
  recordId: string,
): Promise<string | undefined> {
  const found = await db
    .selectFrom('datasetVersion')
    .innerJoin('dataset', 'dataset.id', 'datasetVersion.datasetId')
    .select(sql<string>`dataset.name || '@' || dataset_version.n`.as('name'))
    .where('datasetVersion.projectId', '=', projectId)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('datasetVersion.state', '=', 'building'),
        exists(
          selectFrom('datasetRow')
            .select('recordId')
            .whereRef('versionId', '=', 'datasetVersion.id')
            .where('recordId', '=', recordId),
        ),
      ]),
    )
    .executeTakeFirst();
  return found?.name;
}

/** Did an import leave a row out because this record is there? Then it has to stay. */
export async function standsForImported(db: Db, recordId: string): Promise<boolean> {
  const found = await db
    .selectFrom('importDuplicate')
    .select('recordId')
    .where('recordId', '=', recordId)
    .executeTakeFirst();
  return found !== undefined;
}

/** Takes a record away that no version holds, as if it had not been accepted; the promotion keeps the text. */
export async function deleteAddedRecord(db: Db, recordId: string): Promise<void> {
  const gone = await db
    .deleteFrom('record')
    .where('id', '=', recordId)
    .returning('sourceId')
    .executeTakeFirst();
  if (!gone) return;
  await db
    .updateTable('source')
    .set(eb => ({ recordCount: eb('recordCount', '-', 1) }))
    .where('id', '=', gone.sourceId)
    .execute();
}

export async function deleteEdgesTo(db: Db, recordId: string): Promise<void> {
  await db.deleteFrom('lineageEdge').where('toKind', '=', 'record').where('toId', '=', recordId).execute();
}
