import type { Updateable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { nextNumber } from '#platform/database/next-number.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { DecisionSetTable } from '../data.tables.ts';
import type { DecisionFilter, SetAction } from './decision-set.contract.ts';

export type NewSet = { action: SetAction; reason: string; filter: DecisionFilter; createdBy: string };

export async function insertSet(db: Db, projectId: string, { filter, ...wish }: NewSet) {
  const number = await nextNumber(db, projectId, 'decision_set');
  const id = newId();
  return db
    .insertInto('decisionSet')
    .values({
      ...wish,
      id,
      projectId,
      number,
      filter: JSON.stringify(filter),
      // Ids grow with time: what comes in from now on has a later one.
      lastId: id,
      state: 'queued',
      total: null,
      cursor: null,
      error: null,
      undoneBy: null,
      endedAt: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A decision set of the project, locked until the transaction ends where `lock` says so; throws `not_found`. */
export async function getSet(db: Db, projectId: string, id: string, lock = false) {
  const found = await db
    .selectFrom('decisionSet')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirst();
  if (!found) throw notFound('decision set', id);
  return found;
}

/** The set of a job, locked until the transaction ends where `lock` says so. */
export async function getSetForWork(db: Db, id: string, lock = false) {
  return db
    .selectFrom('decisionSet')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirstOrThrow();
}

/** Newest first; `before` is the id of the last one seen. */
export async function listSets(db: Db, projectId: string, before: string | undefined, limit: number) {
  return db
    .selectFrom('decisionSet')
    .selectAll()
    .where('projectId', '=', projectId)
    .$if(before !== undefined, query => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function findUnfinishedSet(db: Db, projectId: string) {
  return db
    .selectFrom('decisionSet')
    .select(['id', 'number'])
    .where('projectId', '=', projectId)
    .where('state', 'in', ['queued', 'running', 'undoing'])
    .limit(1)
    .executeTakeFirst();
}

export async function updateSet(db: Db, id: string, change: Updateable<DecisionSetTable>) {
  return db
    .updateTable('decisionSet')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
