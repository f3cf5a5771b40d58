import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { Assessment, BriefBody } from './brief.contract.ts';

export async function findBrief(db: Db, projectId: string) {
  return db.selectFrom('brief').selectAll().where('projectId', '=', projectId).executeTakeFirst();
}

export async function insertBrief(db: Db, projectId: string, body: BriefBody, updatedBy: string) {
  return db
    .insertInto('brief')
    .values({ projectId, body: JSON.stringify(body), updatedBy })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateBrief(
  db: Db,
  projectId: string,
  version: number,
  body: BriefBody,
  updatedBy: string,
) {
  return db
    .updateTable('brief')
    .set({ body: JSON.stringify(body), updatedBy, updatedAt: new Date(), version: version + 1 })
    .where('projectId', '=', projectId)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
}

export async function insertAssessment(db: Db, projectId: string, briefVersion: number, result: Assessment) {
  const row = { id: newId(), projectId, briefVersion, result: JSON.stringify(result) };
  return db.insertInto('assessment').values(row).returning(['id', 'createdAt']).executeTakeFirstOrThrow();
}
