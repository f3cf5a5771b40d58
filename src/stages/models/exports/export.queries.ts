import type { Insertable, Updateable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { ModelExportTable } from './export.tables.ts';

export async function insertExport(db: Db, row: Insertable<ModelExportTable>): Promise<void> {
  await db.insertInto('modelExport').values(row).execute();
}

/** One that failed is not there: it may be asked for again. Locked until the transaction ends. */
export async function findExport(
  db: Db,
  wish: Pick<ModelExportTable, 'modelVersionId' | 'format' | 'precision'>,
) {
  return db
    .selectFrom('modelExport')
    .selectAll()
    .where('modelVersionId', '=', wish.modelVersionId)
    .where('format', '=', wish.format)
    .where('precision', wish.precision === null ? 'is' : '=', wish.precision)
    .where('state', '!=', 'failed')
    .forUpdate()
    .executeTakeFirst();
}

/** An export of the project; throws `not_found`. */
export async function getExport(db: Db, projectId: string, id: string) {
  const found = await db
    .selectFrom('modelExport')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw notFound('export', id);
  return found;
}

export const getExportForWork = (db: Db, id: string) =>
  db.selectFrom('modelExport').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

export const listExports = (db: Db, modelVersionId: string) =>
  db
    .selectFrom('modelExport')
    .selectAll()
    .where('modelVersionId', '=', modelVersionId)
    .orderBy('id', 'desc')
    .limit(100)
    .execute();

/** Changes one that has not ended; says whether there was one. */
export async function updateExport(
  db: Db,
  id: string,
  change: Updateable<ModelExportTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('modelExport')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
