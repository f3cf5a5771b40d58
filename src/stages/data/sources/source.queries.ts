import type { Updateable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import { newId } from '#platform/database/new-id.ts';
import type { SourceOrigin, SourceTable } from '../data.tables.ts';

export type NewSource = {
  name: string;
  origin: SourceOrigin;
  licence?: string;
  consentBasis?: string;
  piiPolicy?: string;
  grade?: string | null;
};

/** Undefined when the project has a source of that name. */
export async function insertSource(db: Db, projectId: string, source: NewSource, createdBy: string) {
  const defaults = { licence: '', consentBasis: '', piiPolicy: 'replace', grade: null };
  return db
    .insertInto('source')
    .values({ ...defaults, ...source, id: newId(), projectId, createdBy })
    .onConflict(conflict => conflict.columns(['projectId', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** A source of the project; throws `not_found`. */
export async function getSource(db: Db, projectId: string, id: string) {
  const found = await db
    .selectFrom('source')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw notFound('source', id);
  return found;
}

export async function findSourceByName(db: Db, projectId: string, name: string) {
  return db
    .selectFrom('source')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst();
}

/** Oldest first; `after` is the id of the last one seen. */
export async function listSources(db: Db, projectId: string, after: string | undefined, limit: number) {
  return db
    .selectFrom('source')
    .selectAll()
    .where('projectId', '=', projectId)
    .$if(after !== undefined, query => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function updateSource(db: Db, id: string, version: number, change: Updateable<SourceTable>) {
  return db
    .updateTable('source')
    .set({ ...change, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
}

export async function countIntoSource(db: Db, id: string, records: number): Promise<void> {
  if (records === 0) return;
  await db
    .updateTable('source')
    .set(eb => ({ recordCount: eb('recordCount', '+', records) }))
    .where('id', '=', id)
    .execute();
}
