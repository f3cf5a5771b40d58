import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { nextNumber } from '#platform/database/next-number.ts';
import type { LoopState, LoopStepState } from '../loop.tables.ts';

export type NewLoopRun = {
  projectId: string;
  name: string;
  spec: unknown;
  specDigest: string;
  createdBy: string;
};

/** The loop of this name in the project, with the newest file; made when there is none. */
export async function upsertLoopRun(db: Db, wish: NewLoopRun): Promise<string> {
  const found = await db
    .updateTable('loopRun')
    .set({
      spec: JSON.stringify(wish.spec),
      specDigest: wish.specDigest,
      state: 'running',
      error: null,
      updatedAt: new Date(),
    })
    .where('projectId', '=', wish.projectId)
    .where('name', '=', wish.name)
    .returning('id')
    .executeTakeFirst();
  if (found) return found.id;
  const number = await nextNumber(db, wish.projectId, 'loop');
  const row = { ...wish, id: newId(), number, spec: JSON.stringify(wish.spec), state: 'running' as const };
  await db.insertInto('loopRun').values(row).execute();
  return row.id;
}

export async function findLoopRun(
  db: Db,
  projectId: string,
  by: { name: string } | { number: number } | { id: string },
) {
  const [column, value] = Object.entries(by)[0] as ['name' | 'number' | 'id', string];
  return db
    .selectFrom('loopRun')
    .selectAll()
    .where('projectId', '=', projectId)
    .where(column, '=', value)
    .executeTakeFirst();
}

export async function getLoopRun(db: Db, id: string) {
  return db.selectFrom('loopRun').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export async function listLoopRuns(db: Db, projectId: string) {
  return db.selectFrom('loopRun').selectAll().where('projectId', '=', projectId).orderBy('number').execute();
}

export async function listUnfinishedLoopRuns(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('loopRun').select('id').where('state', '=', 'running').execute();
  return rows.map(row => row.id);
}

export async function setLoopState(
  db: Db,
  id: string,
  state: LoopState,
  error: unknown = null,
): Promise<void> {
  await db
    .updateTable('loopRun')
    .set({ state, error: error === null ? null : JSON.stringify(error), updatedAt: new Date() })
    .where('id', '=', id)
    .execute();
}

export async function listLoopSteps(db: Db, loopRunId: string) {
  return db
    .selectFrom('loopStep')
    .selectAll()
    .where('loopRunId', '=', loopRunId)
    .orderBy('position')
    .execute();
}

export type StepChange = {
  state: LoopStepState;
  inputDigest?: string;
  result?: unknown;
  error?: unknown;
  startedAt?: Date | null;
  endedAt?: Date | null;
};

export async function upsertLoopStep(
  db: Db,
  loopRunId: string,
  key: string,
  position: number,
  change: StepChange,
): Promise<void> {
  const { result, error, ...plain } = change;
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
  const values = {
    ...plain,
    position,
    error: json(error),
    ...(result === undefined ? {} : { result: json(result) }),
  };
  await db
    .insertInto('loopStep')
    .values({ startedAt: null, endedAt: null, inputDigest: null, result: null, ...values, loopRunId, key })
    .onConflict(conflict => conflict.columns(['loopRunId', 'key']).doUpdateSet(values))
    .execute();
}

export async function failRunningSteps(db: Db, loopRunId: string, error: unknown, endedAt: Date) {
  await db
    .updateTable('loopStep')
    .set({ state: 'failed', error: JSON.stringify(error), endedAt })
    .where('loopRunId', '=', loopRunId)
    .where('state', '=', 'running')
    .execute();
}

/** Steps that an older file had and this one has no more. */
export async function deleteOtherSteps(db: Db, loopRunId: string, keys: string[]): Promise<void> {
  await db.deleteFrom('loopStep').where('loopRunId', '=', loopRunId).where('key', 'not in', keys).execute();
}
