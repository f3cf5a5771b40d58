import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { Payload, Split } from '../data.tables.ts';

export async function insertVersion(
  db: Db,
  version: {
    projectId: string;
    datasetId: string;
    n: number;
    parentId: string | null;
    recipe: unknown;
    createdBy: string;
  },
) {
  return db
    .insertInto('datasetVersion')
    .values({
      ...version,
      id: newId(),
      recipe: JSON.stringify(version.recipe),
      state: 'building',
      digest: null,
      files: '{}',
      facts: '{}',
      error: null,
      frozenAt: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A version of the project with the name of its dataset; throws `not_found`. */
export async function getVersion(db: Db, projectId: string, id: string) {
  const found = await selectVersions(db)
    .where('version.projectId', '=', projectId)
    .where('version.id', '=', id)
    .executeTakeFirst();
  if (!found) throw notFound('dataset version', id);
  return found;
}

export async function getVersionForWork(db: Db, id: string) {
  return selectVersions(db).where('version.id', '=', id).executeTakeFirstOrThrow();
}

/** The newest version, of any state. */
export const findLatestVersion = async (db: Db, datasetId: string) =>
  (await listLatestVersions(db, [datasetId]))[0];

/** The newest version of each of some datasets, of any state; those without any are left out. */
export async function listLatestVersions(db: Db, datasetIds: string[]) {
  return selectVersions(db)
    .distinctOn('version.datasetId')
    .where(sql<boolean>`version.dataset_id = any(${datasetIds}::uuid[])`)
    .orderBy('version.datasetId')
    .orderBy('version.n', 'desc')
    .execute();
}

/** Newest first; `beforeN` is the number of the last one seen. */
export async function listVersions(db: Db, datasetId: string, beforeN: number | undefined, limit: number) {
  return selectVersions(db)
    .where('version.datasetId', '=', datasetId)
    .$if(beforeN !== undefined, query => query.where('version.n', '<', beforeN!))
    .orderBy('version.n', 'desc')
    .limit(limit)
    .execute();
}

const selectVersions = (db: Db) =>
  db
    .selectFrom('datasetVersion as version')
    .innerJoin('dataset', 'dataset.id', 'version.datasetId')
    .selectAll('version')
    .select('dataset.name as dataset');

export type Frozen = { digest: string; files: Record<string, string>; facts: unknown; frozenAt: Date };

/** Undefined when the version is no longer being built. */
export async function freezeVersion(db: Db, id: string, { digest, files, facts, frozenAt }: Frozen) {
  return db
    .updateTable('datasetVersion')
    .set({
      state: 'frozen',
      digest,
      files: JSON.stringify(files),
      facts: JSON.stringify(facts),
      frozenAt,
      error: null,
    })
    .where('id', '=', id)
    .where('state', '=', 'building')
    .returning('id')
    .executeTakeFirst();
}

/** Undefined when the version is no longer being built. */
export async function failVersion(db: Db, id: string, error: unknown) {
  return db
    .updateTable('datasetVersion')
    .set({ state: 'failed', error: JSON.stringify(error) })
    .where('id', '=', id)
    .where('state', '=', 'building')
    .returning('id')
    .executeTakeFirst();
}

export type NewDatasetRow = {
  version_id: string;
  position: number;
  record_id: string;
  revision_id: string;
  split: Split;
  group_key: string;
};

export async function insertDatasetRows(db: Db, rows: NewDatasetRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerInsert)
    await sql`
      insert into dataset_row (version_id, position, record_id, revision_id, split, group_key)
      select version_id, position, record_id, revision_id, split, group_key
      from json_populate_recordset(null::dataset_row, ${JSON.stringify(rows.slice(start, start + rowsPerInsert))}::json)`.execute(
      db,
    );
}

const rowsPerInsert = 2_000;

/** Rows of a version in their order; `after` is the position of the last one seen. */
export async function listVersionRows(
  db: Db,
  versionId: string,
  split: Split | undefined,
  after: number,
  limit: number,
) {
  const rows = await db
    .selectFrom('datasetRow as row')
    .innerJoin('recordRevision as revision', 'revision.id', 'row.revisionId')
    .innerJoin('record', 'record.id', 'row.recordId')
    .select([
      'row.position',
      'row.recordId',
      'row.revisionId',
      'row.split',
      'row.groupKey',
      'record.label',
      'revision.payload',
    ])
    .where('row.versionId', '=', versionId)
    .where('row.position', '>', after)
    .$if(split !== undefined, query => query.where('row.split', '=', split!))
    .orderBy('row.position')
    .limit(limit)
    .execute();
  return rows.map(({ payload, ...row }) => {
    const { messages, preference = null } = payload as Payload;
    return { ...row, messages, preference };
  });
}

/** Where the frozen versions of a dataset put each question, the newest last. */
export async function listEarlierSplits(db: Db, datasetId: string) {
  return db
    .selectFrom('datasetRow as row')
    .innerJoin('datasetVersion as version', 'version.id', 'row.versionId')
    .innerJoin('recordRevision as revision', 'revision.id', 'row.revisionId')
    .select(['revision.inputHash', 'row.split'])
    .where('version.datasetId', '=', datasetId)
    .where('version.state', '=', 'frozen')
    .orderBy('version.n')
    .execute();
}
