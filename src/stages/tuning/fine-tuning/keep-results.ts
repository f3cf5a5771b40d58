import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { Services } from '#platform/http/services.ts';
import { putResults } from './file.queries.ts';
import { listStepLosses } from './job-event.queries.ts';
import { findJobOfRun } from './job.queries.ts';

/** In the transaction that ends a run: where a job stands behind it, its losses step by step become a file of results. */
export async function keepResults(services: Services, db: Db, runId: string): Promise<void> {
  const job = await findJobOfRun(db, runId);
  if (job?.runState !== 'done') return;
  const rows = (await listStepLosses(db, runId, null)).map(
    ({ step, trainLoss, validLoss }) => `${step},${trainLoss ?? ''},${validLoss ?? ''}\n`,
  );
  const { digest, sizeBytes } = await services.store.put(`step,train_loss,valid_loss\n${rows.join('')}`);
  const { id: jobId, projectId, createdBy } = job;
  const about = { id: newId(services.clock()), projectId, jobId, createdBy, digest, sizeBytes };
  await putResults(db, {
    ...about,
    purpose: 'fine-tune-results',
    fileName: 'step_metrics.csv',
    importId: null,
  });
}
