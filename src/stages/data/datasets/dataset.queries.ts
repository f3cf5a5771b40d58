import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { notFound } from '#platform/http/attune-error.ts';

/** Undefined when the project has a dataset of that name. */
export async function insertDataset(db: Db, projectId: string, name: string) {
  return db
    .insertInto('dataset')
    .values({ id: newId(), projectId, name })
    .onConflict(conflict => conflict.columns(['projectId', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function getDatasetByName(db: Db, projectId: string, name: string) {
  const found = await db
    .selectFrom('dataset')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst();
  if (!found) throw notFound('dataset', name);
  return found;
}

/** A dataset of the project; throws `not_found`. With `lock` nobody else makes a version of it until the transaction ends. */
export async function getDataset(db: Db, projectId: string, id: string, lock = false) {
  const found = await db
    .selectFrom('dataset')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst();
  if (!found) throw notFound('dataset', id);
  return found;
}

/** Oldest first; `after` is the id of the last one seen. */
export async function listDatasets(db: Db, projectId: string, after: string | undefined, limit: number) {
  return db
    .selectFrom('dataset')
    .selectAll()
    .where('projectId', '=', projectId)
    .$if(after !== undefined, query => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .execute();
}
