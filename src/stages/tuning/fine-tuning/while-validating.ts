import type { InProject } from '#platform/http/context.ts';
import { type LockedJob, lockJob } from './job.queries.ts';

/** What preparing a job works with: whose job it is, without a transaction yet. */
export type Desk = Omit<InProject, 'db'> & { signal: AbortSignal };

/** One step of a job that nobody has ended meanwhile, in a transaction of its own. Undefined where somebody has. */
export async function whileValidating<Result>(
  desk: Desk,
  jobId: string,
  work: (context: InProject, job: LockedJob) => Promise<Result>,
): Promise<Result | undefined> {
  return desk.services.db.transaction().execute(async trx => {
    const job = await lockJob(trx, jobId);
    return job.state === 'validating' ? work({ ...desk, db: trx }, job) : undefined;
  });
}
