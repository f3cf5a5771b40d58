import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import type { DatasetVersion } from '#stages/data/index.ts';
import { createRun } from '../runs/create-run.ts';
import { freezeRows } from './freeze-rows.ts';
import { tellJob } from './job-event.queries.ts';
import { endJob, getJobForWork, lockJob, setJobRun } from './job.queries.ts';
import { readFiles, type ReadFiles } from './read-files.ts';
import { type Desk, whileValidating } from './while-validating.ts';

/**
 * Brings a job to its run: the files' imports end, their rows are frozen, the run is checked and queued. Every step is one
 * transaction that finds what an earlier attempt made, so killed anywhere it goes on where it was.
 */
export const prepareJob: JobDefinition<Services, { jobId: string }> = {
  name: 'tuning.prepare-job',
  // It mostly waits for imports and freezes, which have workers of their own.
  concurrency: 8,
  retryLimit: 100,
  async run(services, { jobId }, signal) {
    const job = await getJobForWork(services.db, jobId);
    if (job.state !== 'validating') return;
    try {
      const project = await findProject(services.db, job.projectId);
      if (!project) throw notFound('project', job.projectId);
      const desk: Desk = { services, project, actor: { ref: job.createdBy }, signal };
      const files = await readFiles(desk, job);
      const version = await freezeRows(desk, job, files);
      if (version) await startRun(desk, jobId, files, version);
    } catch (error) {
      if (signal.aborted || !(error instanceof AttuneError)) throw error;
      await fail(services, jobId, error);
    }
  },
  giveUp: (services, { jobId }, error) => fail(services, jobId, error),
};

async function startRun(desk: Desk, jobId: string, files: ReadFiles, version: DatasetVersion): Promise<void> {
  await whileValidating(desk, jobId, async (context, job) => {
    const { runName: name, baseModelId: base, recipe, priority, force } = job;
    const datasetVersionId = version.id;
    const run = await createRun(context, { name, base, recipe, priority, force, datasetVersionId });
    await setJobRun(context.db, jobId, run.id);
    const at = new Date(context.services.clock());
    await tellJob(context.db, jobId, { ...describeRows(files, version), at });
    const message = `Moving job to queued state: run ${run.number} of the project.`;
    await tellJob(context.db, jobId, { level: 'info', message, at });
  });
}

/** Every row of the files is accounted for: what is not in the version is said to be missing, and why it may be. */
function describeRows({ training, validation }: ReadFiles, version: DatasetVersion) {
  const { bySplit, rows } = version.facts!;
  const missing = training.readCount + (validation?.readCount ?? 0) - rows;
  const split = `${bySplit.train} training and ${bySplit.validation} validation rows`;
  const message = `Files validated: ${split} (version ${version.n} of "${version.dataset}").`;
  if (missing === 0) return { level: 'info' as const, message };
  const why = `${missing} rows are left out: they stand in the files twice, or were set aside or dropped in the project.`;
  return { level: 'warn' as const, message: `${message} ${why}` };
}

async function fail(
  services: Services,
  jobId: string,
  { code, message, remedy, fields }: AttuneError,
): Promise<void> {
  await services.db.transaction().execute(async trx => {
    if ((await lockJob(trx, jobId)).state !== 'validating') return;
    const param = paramOf(fields);
    const text = remedy ? `${message} ${remedy}` : message;
    const endedAt = new Date(services.clock());
    await endJob(trx, jobId, { state: 'failed', error: { code, message: text, param }, endedAt });
    await tellJob(trx, jobId, { level: 'error', message: text, at: endedAt });
  });
}

/** What is wrong with the version is wrong with the rows that were sent. */
function paramOf({ param, datasetVersionId }: AttuneError['fields']): string | null {
  if (typeof param === 'string') return param;
  return datasetVersionId === undefined ? null : 'training_file';
}
