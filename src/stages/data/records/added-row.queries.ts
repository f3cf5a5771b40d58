import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';

/** Is it the record of the row that came in under this id? A row may also have met a record that was there already. */
export async function isNamed(db: Db, recordId: string, externalId: string): Promise<boolean> {
  const found = await db
    .selectFrom('record')
    .select('id')
    .where('id', '=', recordId)
    .where('externalId', '=', externalId)
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

/** Did an import leave a row out because this record is there? */
export async function standsForImported(db: Db, recordId: string): Promise<boolean> {
  const found = await db
    .selectFrom('importDuplicate')
    .select('recordId')
    .where('recordId', '=', recordId)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** The source it came from; undefined when it is gone already. */
export async function deleteRecord(db: Db, recordId: string): Promise<string | undefined> {
  const gone = await db
    .deleteFrom('record')
    .where('id', '=', recordId)
    .returning('sourceId')
    .executeTakeFirst();
  return gone?.sourceId;
}
