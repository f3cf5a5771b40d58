import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';

export type JobEvent = { level: 'info' | 'warn' | 'error'; message: string; at: Date };

/** Tells of a job whose row is locked, so that numbers follow one another. */
export async function tellJob(db: Db, jobId: string, { level, message, at }: JobEvent): Promise<void> {
  await sql`
    insert into fine_tuning_event (job_id, n, at, level, message)
    select ${jobId}, 1 + coalesce(max(n), 0), ${at}, ${level}, ${message}
    from fine_tuning_event where job_id = ${jobId}`.execute(db);
}

/** Where an event stands: what is told of the job has numbers of its own, what its engine said has the engine's. */
export type EventPlace = { origin: 'job' | 'run'; n: number };

export type ToldEvent = EventPlace & {
  at: Date;
  /** `told`, or the engine's word for it. */
  type: string;
  payload: Record<string, unknown>;
};

const shownTypes = ['started', 'step', 'eval', 'checkpoint', 'warning', 'stopped', 'failed', 'done'];

type JobRef = { id: string; runId: string | null };

/** What was told of a job and what its engine said, as one line of events. */
const eventsOf = ({ id, runId }: JobRef) => sql`
  select 'job' as origin, n, at, 'told' as type, jsonb_build_object('level', level, 'message', message) as payload
  from fine_tuning_event where job_id = ${id}
  union all
  select 'run', seq, at, type, payload from run_event
  where run_id = ${runId}::uuid and type = any(${shownTypes}::text[])`;

/** Newest first, those before a place. */
export async function listJobEvents(
  db: Db,
  job: JobRef,
  before: EventPlace | undefined,
  limit: number,
): Promise<ToldEvent[]> {
  const { origin = null, n = null } = before ?? {};
  const { rows } = await sql<ToldEvent>`
    with event as (${eventsOf(job)}),
      place as (select at, origin, n from event where origin = ${origin}::text and n = ${n}::int)
    select * from event
    where ${origin}::text is null or (at, origin, n) < (select at, origin, n from place)
    order by at desc, origin desc, n desc limit ${limit}`.execute(db);
  return rows;
}

export async function hasJobEvent(db: Db, job: JobRef, { origin, n }: EventPlace): Promise<boolean> {
  const { rows } = await sql`
    with event as (${eventsOf(job)}) select 1 from event where origin = ${origin} and n = ${n}`.execute(db);
  return rows.length > 0;
}

export type StepLosses = { step: number; trainLoss: number | null; validLoss: number | null };

/** Losses of some steps, or of all of them, in their order. A step that was done again counts as it went last. */
export async function listStepLosses(
  db: Db,
  runId: string,
  steps: readonly number[] | null,
): Promise<StepLosses[]> {
  const { rows } = await sql<StepLosses>`
    select step, (array_agg(loss order by seq desc) filter (where type = 'step'))[1] as "trainLoss",
      (array_agg(loss order by seq desc) filter (where type = 'eval'))[1] as "validLoss"
    from (select (payload->>'step')::int as step, (payload->>'loss')::float8 as loss, type, seq from run_event
          where run_id = ${runId} and type in ('step', 'eval')) said
    where ${steps}::int[] is null or step = any(${steps}::int[])
    group by step order by step`.execute(db);
  return rows;
}

export async function listJobCheckpoints(
  db: Db,
  runId: string,
  beforeStep: number | undefined,
  limit: number,
): Promise<{ step: number; createdAt: Date }[]> {
  return db
    .selectFrom('runCheckpoint')
    .select(['step', 'createdAt'])
    .where('runId', '=', runId)
    .$if(beforeStep !== undefined, query => query.where('step', '<', beforeStep!))
    .orderBy('step', 'desc')
    .limit(limit)
    .execute();
}
