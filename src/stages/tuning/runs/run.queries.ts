import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { isId } from '#platform/database/new-id.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { RunState, RunTable } from '../tuning.tables.ts';
import { activeStates } from './run-state.ts';

const selectRuns = (db: Db) =>
  db
    .selectFrom('run')
    .innerJoin('baseModel', 'baseModel.id', 'run.baseModelId')
    .selectAll('run')
    .select('baseModel.slug as base');

export type RunRow = Awaited<ReturnType<typeof listRuns>>[number];

/** By number or id. */
export async function getRun(db: Db, projectId: string, reference: string): Promise<RunRow> {
  const found = await selectRuns(db)
    .where('run.projectId', '=', projectId)
    .where(
      sql.ref(isId(reference) ? 'run.id' : 'run.number'),
      '=',
      isId(reference) ? reference : toNumber(reference),
    )
    .executeTakeFirst();
  if (!found) throw notFound('run', reference);
  return found;
}

const toNumber = (reference: string): number => (/^\d{1,9}$/.test(reference) ? Number(reference) : -1);

export async function findRun(db: Db, id: string): Promise<RunRow | undefined> {
  return selectRuns(db).where('run.id', '=', id).executeTakeFirst();
}

/** For a change of it in this transaction. */
export async function lockRun(db: Db, id: string): Promise<RunRow> {
  return selectRuns(db).where('run.id', '=', id).forUpdate('run').executeTakeFirstOrThrow();
}

export async function listRuns(db: Db, projectId: string, before: number | undefined, limit: number) {
  return selectRuns(db)
    .where('run.projectId', '=', projectId)
    .$if(before !== undefined, query => query.where('run.number', '<', before!))
    .orderBy('run.number', 'desc')
    .limit(limit)
    .execute();
}

export type NewRun = Pick<
  RunTable,
  | 'id'
  | 'projectId'
  | 'number'
  | 'name'
  | 'datasetVersionId'
  | 'baseModelId'
  | 'systemPrompt'
  | 'directory'
  | 'createdBy'
> & { priority: number; config: object; versions: object; preflight: object };

export async function insertRun(db: Db, run: NewRun): Promise<void> {
  const json = {
    config: JSON.stringify(run.config),
    versions: JSON.stringify(run.versions),
    preflight: JSON.stringify(run.preflight),
  };
  const empty = { progress: null, error: null, modelVersionId: null, startedAt: null, endedAt: null };
  await db
    .insertInto('run')
    .values({ ...run, ...json, ...empty, state: 'queued' })
    .execute();
}

export type RunChanges = {
  state?: RunState;
  eventSeq?: number;
  progress?: object;
  versions?: object;
  error?: object | null;
  modelVersionId?: string;
  startedAt?: Date;
  endedAt?: Date | null;
};

const jsonColumns = new Set(['progress', 'versions', 'error']);

export async function updateRun(db: Db, id: string, changes: RunChanges): Promise<void> {
  const values = Object.entries(changes).map(([name, value]) => [
    name,
    jsonColumns.has(name) && value !== null ? JSON.stringify(value) : value,
  ]);
  await db.updateTable('run').set(Object.fromEntries(values)).where('id', '=', id).execute();
}

/** Whoever changes the queue or a run's state by hand takes this first, and rows after it. */
export async function lockQueue(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('tuning.queue', 0))`.execute(db);
}

export async function countActiveRuns(db: Db): Promise<number> {
  const row = await db
    .selectFrom('run')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('state', 'in', activeStates)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Runs that an engine works on or should work on. */
export async function listActiveRuns(db: Db): Promise<{ id: string }[]> {
  return db.selectFrom('run').select('id').where('state', 'in', activeStates).execute();
}

/** Which of these folder names below `runs/` belong to a run. */
export async function listKnownRuns(db: Db, folders: readonly string[]): Promise<string[]> {
  const directories = folders.map(name => `runs/${name}`);
  if (directories.length === 0) return [];
  const rows = await db.selectFrom('run').select('directory').where('directory', 'in', directories).execute();
  return rows.map(({ directory }) => directory.slice('runs/'.length));
}

/** All waiting runs of this machine, the next one first. */
export async function listQueuedRuns(db: Db): Promise<{ id: string }[]> {
  return db
    .selectFrom('run')
    .select('id')
    .where('state', '=', 'queued')
    .orderBy('priority', 'desc')
    .orderBy('id')
    .execute();
}
