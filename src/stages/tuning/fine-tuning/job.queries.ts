import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Recipe } from '../runs/recipe.ts';
import type { JobFailure } from './fine-tuning.tables.ts';

export type NewJobRow = {
  id: string;
  projectId: string;
  model: string;
  baseModelId: string;
  trainingFileId: string;
  validationFileId: string | null;
  recipe: Recipe;
  runName: string;
  priority: number;
  force: boolean;
  metadata: Record<string, string> | null;
  createdBy: string;
};

export async function insertJob(db: Db, { recipe, metadata, ...job }: NewJobRow): Promise<void> {
  const json = { recipe: JSON.stringify(recipe), metadata: metadata && JSON.stringify(metadata) };
  await db
    .insertInto('fineTuningJob')
    .values({ ...job, ...json, state: 'validating' })
    .execute();
}

const selectJobs = (db: Db) =>
  db
    .selectFrom('fineTuningJob as job')
    .leftJoin('run', 'run.id', 'job.runId')
    .leftJoin('modelVersion as version', 'version.id', 'run.modelVersionId')
    .leftJoin('fineTuningFile as results', join =>
      join.onRef('results.jobId', '=', 'job.id').on('results.deletedAt', 'is', null),
    )
    .selectAll('job')
    .select([
      'run.number as runNumber',
      'run.state as runState',
      'run.progress',
      'run.error as runError',
      'run.endedAt as runEndedAt',
      'version.name as versionName',
      'results.id as resultsFileId',
    ])
    .select(trainedTokens.as('trainedTokens'));

/** Of a run that is done: the engine's last word. */
const trainedTokens = sql<number | null>`case when run.state = 'done' then (
  select (said.payload->>'tokens')::float8 from run_event said
  where said.run_id = run.id and said.type = 'done' order by said.seq desc limit 1) end`;

export type JobRow = Awaited<ReturnType<typeof listJobs>>[number];

export async function findJob(db: Db, projectId: string, id: string): Promise<JobRow | undefined> {
  return selectJobs(db).where('job.projectId', '=', projectId).where('job.id', '=', id).executeTakeFirst();
}

/** For a change of it in this transaction; before the queue and the run, where those are locked too. */
export async function lockJob(db: Db, id: string) {
  return db
    .selectFrom('fineTuningJob')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}
export type LockedJob = Awaited<ReturnType<typeof lockJob>>;

export async function getJobForWork(db: Db, id: string): Promise<LockedJob> {
  return db.selectFrom('fineTuningJob').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export type JobList = {
  before: string | undefined;
  metadata: Record<string, string> | undefined;
  limit: number;
};

/** Newest first. */
export async function listJobs(db: Db, projectId: string, { before, metadata, limit }: JobList) {
  return selectJobs(db)
    .where('job.projectId', '=', projectId)
    .$if(before !== undefined, query => query.where('job.id', '<', before!))
    .$if(metadata !== undefined, query =>
      query.where(sql<boolean>`job.metadata @> ${JSON.stringify(metadata)}::jsonb`),
    )
    .orderBy('job.id', 'desc')
    .limit(limit)
    .execute();
}

/** Jobs whose files are not through yet: at a start somebody has to go on with them. */
export async function listValidatingJobs(db: Db): Promise<{ id: string }[]> {
  return db.selectFrom('fineTuningJob').select('id').where('state', '=', 'validating').execute();
}

export async function findJobOfRun(db: Db, runId: string) {
  return db
    .selectFrom('fineTuningJob as job')
    .innerJoin('run', 'run.id', 'job.runId')
    .select(['job.id', 'job.projectId', 'job.createdBy', 'run.state as runState'])
    .where('job.runId', '=', runId)
    .executeTakeFirst();
}

export async function setJobVersion(db: Db, id: string, datasetVersionId: string): Promise<void> {
  await db.updateTable('fineTuningJob').set({ datasetVersionId }).where('id', '=', id).execute();
}

export async function setJobRun(db: Db, id: string, runId: string): Promise<void> {
  await db.updateTable('fineTuningJob').set({ runId, state: 'tuning' }).where('id', '=', id).execute();
}

/** The end of a job that never came to a run. */
export async function endJob(
  db: Db,
  id: string,
  end: { state: 'failed' | 'cancelled'; error: JobFailure | null; endedAt: Date },
): Promise<void> {
  await db
    .updateTable('fineTuningJob')
    .set({ ...end, error: end.error && JSON.stringify(end.error) })
    .where('id', '=', id)
    .execute();
}
