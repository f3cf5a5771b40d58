import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { isId } from '#platform/database/new-id.ts';
import type { EvaluationItemTable, EvaluationTable } from './evaluation.tables.ts';

export type EvaluationRow = Selectable<EvaluationTable>;
export type ItemRow = Selectable<EvaluationItemTable>;

export async function insertEvaluation(db: Db, row: Insertable<EvaluationTable>): Promise<EvaluationRow> {
  return db.insertInto('evaluation').values(row).returningAll().executeTakeFirstOrThrow();
}

/** By number in the project or by id. */
export async function findEvaluation(
  db: Db,
  projectId: string,
  reference: string,
): Promise<EvaluationRow | undefined> {
  const query = db.selectFrom('evaluation').selectAll().where('projectId', '=', projectId);
  if (isId(reference)) return query.where('id', '=', reference).executeTakeFirst();
  if (!/^\d{1,9}$/.test(reference)) return undefined;
  return query.where('number', '=', Number(reference)).executeTakeFirst();
}

export async function findEvaluationById(db: Db, id: string): Promise<EvaluationRow | undefined> {
  return db.selectFrom('evaluation').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Waits for whoever holds it; votes, new blocks and closing take turns on this row. */
export async function lockEvaluation(db: Db, id: string): Promise<EvaluationRow> {
  return db.selectFrom('evaluation').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

/** Newest first; `before` is a number. */
export async function listEvaluations(
  db: Db,
  projectId: string,
  before: number | undefined,
  limit: number,
): Promise<EvaluationRow[]> {
  let query = db.selectFrom('evaluation').selectAll().where('projectId', '=', projectId);
  if (before !== undefined) query = query.where('number', '<', before);
  return query.orderBy('number', 'desc').limit(limit).execute();
}

export async function updateEvaluation(
  db: Db,
  id: string,
  change: Updateable<EvaluationTable>,
): Promise<EvaluationRow> {
  return db
    .updateTable('evaluation')
    .set(eb => ({ ...change, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function insertItems(db: Db, rows: Insertable<EvaluationItemTable>[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('evaluationItem').values(rows).execute();
}

export async function listItems(db: Db, evaluationId: string): Promise<ItemRow[]> {
  return db
    .selectFrom('evaluationItem')
    .selectAll()
    .where('evaluationId', '=', evaluationId)
    .orderBy('position')
    .execute();
}

export async function listItemIds(db: Db, evaluationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('evaluationItem')
    .select('id')
    .where('evaluationId', '=', evaluationId)
    .execute();
  return rows.map(row => row.id);
}

export async function findItem(db: Db, id: string): Promise<ItemRow | undefined> {
  return db.selectFrom('evaluationItem').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function updateItemExclusion(db: Db, id: string, excludedReason: string): Promise<void> {
  await db.updateTable('evaluationItem').set({ excludedReason }).where('id', '=', id).execute();
}

/** Items of several evaluations by why they are excluded; null = they are voted on. */
export async function countItems(
  db: Db,
  evaluationIds: readonly string[],
): Promise<{ evaluationId: string; excludedReason: string | null; count: number }[]> {
  if (evaluationIds.length === 0) return [];
  return db
    .selectFrom('evaluationItem')
    .select(eb => ['evaluationId', 'excludedReason', eb.fn.countAll<number>().as('count')])
    .where('evaluationId', 'in', [...evaluationIds])
    .groupBy(['evaluationId', 'excludedReason'])
    .execute();
}
