import { setTimeout as sleep } from 'node:timers/promises';
import { type Ending, followRun } from '#platform/engine/python/follow-run.ts';
import { signalEngine } from '#platform/engine/python/running-engine.ts';
import type { Services } from '#platform/http/services.ts';
import { findRun, type RunRow } from '../runs/run.queries.ts';
import { runFolderOf } from './run-folder.ts';
import { storeBatch } from './store-batch.ts';

export type FollowEngineOptions = { signal: AbortSignal; launchedPid: number | undefined };

/** At most so often the project hears of a run; a batch holds what came in between. */
const batchEveryMs = 1_000;

/** Takes in what the engine says until it has ended, and tells it what people want of the run. */
export async function followEngine(
  services: Services,
  run: RunRow,
  { signal, launchedPid }: FollowEngineOptions,
): Promise<Ending> {
  const runDir = runFolderOf(services, run.directory);
  const ended = new AbortController();
  const telling = tellWishes(services, run, runDir, AbortSignal.any([signal, ended.signal]));
  const batches = followRun(runDir, run.eventSeq, { signal, launchedPid });
  try {
    for (;;) {
      const next = await batches.next();
      if (next.done) return next.value;
      await storeBatch(services, run.id, runDir, next.value);
      if (!isLast(next.value.at(-1)!.type)) await sleep(batchEveryMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    ended.abort();
    await batches.return('detached');
    await telling;
  }
}

const isLast = (type: string): boolean => ['done', 'failed', 'stopped'].includes(type);

const killAfterMs = 60_000;

/** A pause or cancel is a state in the database; whoever follows the engine passes it on. */
async function tellWishes(
  services: Services,
  run: RunRow,
  runDir: string,
  signal: AbortSignal,
): Promise<void> {
  let toldAtMs: number | undefined;
  while (!signal.aborted) {
    try {
      const state = (await findRun(services.db, run.id))?.state;
      if ((state === 'pausing' || state === 'cancelling') && toldAtMs === undefined)
        toldAtMs = (await signalEngine(runDir, 'stop')) ? performance.now() : undefined;
      if (state === 'cancelling' && toldAtMs !== undefined && performance.now() - toldAtMs > killAfterMs)
        await signalEngine(runDir, 'kill');
      await services.bell.wait(run.projectId, signal);
    } catch (error) {
      services.log.warn('a wish could not be passed to the engine; trying again', { runId: run.id, error });
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
  }
}
