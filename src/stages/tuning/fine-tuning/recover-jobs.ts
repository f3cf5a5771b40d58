import type { Services } from '#platform/http/services.ts';
import { listValidatingJobs } from './job.queries.ts';
import { prepareJob } from './prepare-job.job.ts';

/** At a server's start: jobs that were on their way to a run go on. */
export async function recoverJobs(services: Services): Promise<void> {
  await services.db.transaction().execute(async trx => {
    for (const { id } of await listValidatingJobs(trx))
      await services.jobs.enqueue(trx, prepareJob, { jobId: id });
  });
}
