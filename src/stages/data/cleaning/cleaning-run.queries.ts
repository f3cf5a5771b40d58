import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { nextNumber } from '#platform/database/next-number.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { Recipe } from './recipe.ts';

export async function insertCleaningRun(db: Db, projectId: string, recipe: Recipe, createdBy: string) {
  const number = await nextNumber(db, projectId, 'cleaning');
  const { total } = await db
    .selectFrom('source')
    .select(eb => eb.fn.coalesce(eb.fn.sum<number>('recordCount'), eb.lit(0)).as('total'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow();
  return db
    .insertInto('cleaningRun')
    .values({
      id: newId(),
      projectId,
      number,
      recipe: JSON.stringify(recipe),
      state: 'queued',
      total,
      cursor: null,
      counts: '{}',
      error: null,
      endedAt: null,
      createdBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A cleaning run of the project; throws `not_found`. */
export async function getCleaningRun(db: Db, projectId: string, id: string) {
  const found = await db
    .selectFrom('cleaningRun')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw notFound('cleaning run', id);
  return found;
}

/** The run of a job, locked until the transaction ends where `lock` says so. */
export async function getCleaningRunForWork(db: Db, id: string, lock = false) {
  return db
    .selectFrom('cleaningRun')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirstOrThrow();
}

export async function findLatestCleaningRun(db: Db, projectId: string) {
  return db
    .selectFrom('cleaningRun')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('state', '=', 'done')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function findUnfinishedCleaningRun(db: Db, projectId: string) {
  return db
    .selectFrom('cleaningRun')
    .select(['id', 'number'])
    .where('projectId', '=', projectId)
    .where('state', 'in', ['queued', 'running'])
    .limit(1)
    .executeTakeFirst();
}

/** Newest first; `before` is the id of the last one seen. */
export async function listCleaningRuns(db: Db, projectId: string, before: string | undefined, limit: number) {
  return db
    .selectFrom('cleaningRun')
    .selectAll()
    .where('projectId', '=', projectId)
    .$if(before !== undefined, query => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function startCleaningRun(db: Db, id: string): Promise<void> {
  await db.updateTable('cleaningRun').set({ state: 'running', error: null }).where('id', '=', id).execute();
}

/** Moves a run on by what was just cleaned, in the same transaction. */
export async function advanceCleaningRun(
  db: Db,
  id: string,
  cursor: string,
  cleaned: number,
  counts: Record<string, number>,
) {
  return db
    .updateTable('cleaningRun')
    .set(eb => ({
      cursor,
      done: eb('done', '+', cleaned),
      total: sql<number>`greatest(total, done + ${cleaned})`,
      counts: JSON.stringify(counts),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function endCleaningRun(
  db: Db,
  id: string,
  endedAt: Date,
  end: { counts: Record<string, number> } | { error: unknown },
) {
  const change =
    'error' in end
      ? { state: 'failed' as const, error: JSON.stringify(end.error) }
      : { state: 'done' as const, counts: JSON.stringify(end.counts) };
  return db
    .updateTable('cleaningRun')
    .set({ ...change, endedAt })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
