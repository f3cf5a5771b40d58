import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { createPace } from '#platform/jobs/pace.ts';
import { lockRecordsOf } from '../datasets/reservation.queries.ts';
import { findDuplicates } from '../duplicates/find-duplicates.ts';
import { countsOf } from '../records/counts-of.ts';
import { indexRecordsJob } from '../records/index-records.job.ts';
import { allRecords, requestIndexing } from '../records/record-search.queries.ts';
import { cleanBatch } from './clean-batch.ts';
import {
  advanceCleaningRun,
  endCleaningRun,
  getCleaningRunForWork,
  startCleaningRun,
} from './cleaning-run.queries.ts';
import { listRowsToClean } from './cleaning.queries.ts';
import { recipe as recipeSchema } from './recipe.ts';

/** As many as the operators get through in well under 50 ms. */
const rowsPerCommit = 100;
const eventEveryMs = 300;

/** Cleans every record of a project, then looks for duplicates among those that are left. Killed, it goes on at its cursor. */
export const cleanRecordsJob: JobDefinition<Services, { cleaningRunId: string }> = {
  name: 'data.clean-records',
  async run(services, { cleaningRunId }, signal) {
    const run = await getCleaningRunForWork(services.db, cleaningRunId);
    if (isOver(run)) return;
    try {
      await startCleaningRun(services.db, run.id);
      await cleanAll(services, run.id, signal);
      await finish(services, run.id, signal);
    } catch (error) {
      if (!(error instanceof AttuneError)) throw error;
      await fail(services, run.id, error);
    }
  },
  giveUp: (services, { cleaningRunId }, error) => fail(services, cleaningRunId, error),
};

const isOver = ({ state }: Run): boolean => state === 'done' || state === 'failed';

type Run = Awaited<ReturnType<typeof getCleaningRunForWork>>;

async function cleanAll(services: Services, id: string, signal: AbortSignal): Promise<void> {
  const isDue = createPace(eventEveryMs);
  for (let isMore = true; isMore;) {
    signal.throwIfAborted();
    isMore = await services.db.transaction().execute(async trx => {
      const run = await getCleaningRunForWork(trx, id, true);
      await lockRecordsOf(trx, run.projectId);
      const rows = await listRowsToClean(trx, run.projectId, run.cursor, rowsPerCommit);
      if (rows.length === 0) return false;
      const counts = { ...run.counts };
      await cleanBatch(trx, run, recipeSchema.parse(run.recipe).operators, rows, counts);
      const now = await advanceCleaningRun(trx, id, rows.at(-1)!.id, rows.length, counts);
      if (isDue()) await announce(trx, now, 'cleaning.progress');
      return true;
    });
  }
}

async function finish(services: Services, id: string, signal: AbortSignal): Promise<void> {
  const run = await getCleaningRunForWork(services.db, id);
  const store = await findDuplicates(services.db, run, signal);
  await services.db.transaction().execute(async trx => {
    await lockRecordsOf(trx, run.projectId);
    const counts = await store(trx);
    const ended = await endCleaningRun(trx, id, new Date(services.clock()), { counts });
    await announce(trx, ended, 'cleaning.done');
    await requestIndexing(trx, run.projectId, allRecords);
    await services.jobs.enqueue(trx, indexRecordsJob, { projectId: run.projectId });
  });
  countsOf(services).forget(run.projectId);
}

async function fail(services: Services, id: string, { code, message, remedy }: AttuneError): Promise<void> {
  await services.db.transaction().execute(async trx => {
    if (isOver(await getCleaningRunForWork(trx, id, true))) return;
    const ended = await endCleaningRun(trx, id, new Date(services.clock()), {
      error: { code, message, remedy: remedy ?? null },
    });
    await announce(trx, ended, 'cleaning.failed');
  });
}

const announce = (trx: Db, { id, projectId, number, done, total, counts }: Run, kind: string) =>
  appendEvent(trx, projectId, {
    kind,
    subjectKind: 'cleaning_run',
    subjectId: id,
    payload: { number, done, total, counts },
  });
