import type { Db } from '#platform/database/database.ts';
import type { EngineEvent } from '#platform/engine/engine-port.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import type { Services } from '#platform/http/services.ts';
import { keepResults } from '../fine-tuning/keep-results.ts';
import { moveRun } from '../runs/move-run.ts';
import { insertRunEvents, putCheckpoint } from '../runs/run-event.queries.ts';
import { isActive } from '../runs/run-state.ts';
import { lockRun, type RunRow, updateRun } from '../runs/run.queries.ts';
import { codeVersions } from './code-versions.ts';
import { describeBatch } from './describe-batch.ts';
import { finishRun } from './finish-run.ts';
import { foldProgress } from './fold-progress.ts';
import { keepAdapter, type KeptAdapter } from './keep-adapter.ts';

/**
 * Takes a batch of the engine's events into the database in one transaction. Events that are there already are passed
 * over, so two followers of one run, or one that comes back, double nothing.
 */
export async function storeBatch(
  services: Services,
  runId: string,
  runDir: string,
  batch: readonly EngineEvent[],
): Promise<void> {
  const done = batch.findLast(event => event.type === 'done');
  const kept = done && (await keepAdapter(services.store, runDir, done));
  await services.db.transaction().execute(async trx => {
    const run = await lockRun(trx, runId);
    const fresh = batch.filter(event => event.seq > run.eventSeq);
    if (fresh.length === 0 || !isActive(run.state)) return;
    await insertRunEvents(trx, runId, fresh);
    for (const event of fresh) if (event.type === 'checkpoint') await putCheckpoint(trx, runId, event);
    const progress = foldProgress(run.progress, fresh);
    await updateRun(trx, runId, { eventSeq: fresh.at(-1)!.seq, progress });
    for (const event of describeBatch(runId, run.number, fresh)) await appendEvent(trx, run.projectId, event);
    await moveThrough(trx, { ...run, progress }, fresh, kept);
    if (done) await keepResults(services, trx, runId);
  });
}

async function moveThrough(
  db: Db,
  run: RunRow,
  events: readonly EngineEvent[],
  kept: KeptAdapter | undefined,
): Promise<void> {
  let moved = run;
  for (const event of events) if (isActive(moved.state)) moved = await moveBy(db, moved, event, kept);
}

async function moveBy(db: Db, run: RunRow, event: EngineEvent, kept?: KeptAdapter): Promise<RunRow> {
  const at = new Date(event.time);
  switch (event.type) {
    case 'started':
      return moveRun(db, run, 'begin', { startedAt: run.startedAt ?? at, versions: versionsOf(event) });
    case 'stopped':
      return moveRun(db, run, 'stop', run.state === 'cancelling' ? { endedAt: at } : {});
    case 'failed': {
      const { code, message, remedy } = event;
      return moveRun(db, run, 'fail', { endedAt: at, error: { code, message, remedy } });
    }
    case 'done':
      return finishRun(db, run, kept!, at);
    default:
      return run;
  }
}

/** Libraries and machine as the engine found them, beside our own version. */
function versionsOf({
  versions,
  device,
  device_name,
  dtype,
  threads,
  attention,
  gflops,
}: EngineEvent): object {
  return {
    ...codeVersions,
    ...(versions as object),
    machine: { device, device_name, dtype, threads, attention, gflops },
  };
}
