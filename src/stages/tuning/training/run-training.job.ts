import type { Db } from '#platform/database/database.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { moveRun } from '../runs/move-run.ts';
import { countActiveRuns, listActiveRuns, listQueuedRuns, lockQueue, lockRun } from '../runs/run.queries.ts';
import { sweepFolders } from './sweep-folders.ts';
import { failRun, trainRun } from './train-run.ts';

/** Follows one run from its start, or from where an earlier server left it, to its end; then the next one starts. */
export const runTrainingJob: JobDefinition<Services, { runId: string }> = {
  name: 'tuning.run-training',
  // One more than may train: a run that is about to rest is still followed while the next one starts.
  concurrency: ({ config }) => config.runSlots + 1,
  retryLimit: 100,
  async run(services, { runId }, signal) {
    await trainRun(services, runId, signal);
    if (!signal.aborted) await startNext(services);
  },
  async giveUp(services, { runId }, error) {
    await failRun(services, runId, error);
    await startNext(services);
  },
};

const startNext = (services: Services): Promise<void> =>
  services.db.transaction().execute(async trx => {
    await lockQueue(trx);
    await startNextRuns(services, trx);
  });

/** Gives waiting runs their turn as far as the installation has slots. The caller holds the queue's lock. */
export async function startNextRuns(services: Services, db: Db): Promise<void> {
  const free = services.config.runSlots - (await countActiveRuns(db));
  if (free <= 0) return;
  for (const { id } of (await listQueuedRuns(db)).slice(0, free)) {
    await moveRun(db, await lockRun(db, id), 'start');
    await services.jobs.enqueue(db, runTrainingJob, { runId: id });
  }
}

/** At a server's start: whatever an engine works on, or should, is followed again, and what is nobody's goes. */
export async function recoverRuns(services: Services): Promise<void> {
  await sweepFolders(services);
  await services.db.transaction().execute(async trx => {
    await lockQueue(trx);
    for (const { id } of await listActiveRuns(trx))
      await services.jobs.enqueue(trx, runTrainingJob, { runId: id });
    await startNextRuns(services, trx);
  });
}
