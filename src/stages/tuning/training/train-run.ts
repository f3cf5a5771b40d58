import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { moveRun } from '../runs/move-run.ts';
import { listCheckpoints } from '../runs/run-event.queries.ts';
import { isActive } from '../runs/run-state.ts';
import { findRun, lockRun, type RunRow } from '../runs/run.queries.ts';
import { explainDeath } from './explain-death.ts';
import { followEngine } from './follow-engine.ts';
import { launchEngine } from './launch-engine.ts';

/** So often an engine is started without getting to a new checkpoint before the run is given up. */
const fruitlessStarts = 3;

/**
 * Sees a run to its end. First it takes in what the engine said while nobody listened; where the engine is gone without
 * a result it is started again and goes on from its checkpoint. Returns early, leaving all as it is, when aborted.
 */
export async function trainRun(services: Services, runId: string, signal: AbortSignal): Promise<void> {
  try {
    await startUntilEnded(services, runId, signal);
  } catch (error) {
    if (!(error instanceof AttuneError)) throw error;
    await failRun(services, runId, error);
  }
}

async function startUntilEnded(services: Services, runId: string, signal: AbortSignal): Promise<void> {
  let launchedPid: number | undefined;
  let last = { step: -1, starts: 0 };
  for (let run = await findRun(services.db, runId); run && isActive(run.state);) {
    const ending = await followEngine(services, run, { signal, launchedPid });
    if (ending === 'detached') return;
    run = await settle(services, runId);
    if (!isActive(run.state)) return;
    const step = (await listCheckpoints(services.db, runId))[0]?.step ?? 0;
    last = step > last.step ? { step, starts: 1 } : { step, starts: last.starts + 1 };
    if (last.starts > fruitlessStarts) throw await explainDeath(services, run, fruitlessStarts);
    launchedPid = await launchEngine(services, run);
    run = await findRun(services.db, runId);
  }
}

/** The engine is not there: a run that was to pause or end has done so, any other needs a new one. */
async function settle(services: Services, runId: string): Promise<RunRow> {
  return services.db.transaction().execute(async trx => {
    const run = await lockRun(trx, runId);
    const isSettled = !isActive(run.state) || run.state === 'starting';
    const endedAt = new Date(services.clock());
    return isSettled ? run : moveRun(trx, run, 'stop', run.state === 'cancelling' ? { endedAt } : {});
  });
}

/** Ends a run that was going on; one that has ended otherwise stays as it is. */
export async function failRun(
  services: Services,
  runId: string,
  { code, message, remedy }: AttuneError,
): Promise<void> {
  await services.db.transaction().execute(async trx => {
    const run = await lockRun(trx, runId);
    const error = { code, message, remedy };
    if (isActive(run.state)) await moveRun(trx, run, 'fail', { error, endedAt: new Date(services.clock()) });
  });
}
