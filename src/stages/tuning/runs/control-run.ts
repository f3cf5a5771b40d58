import type { RequestContext } from '#platform/http/context.ts';
import { startNextRuns } from '../training/run-training.job.ts';
import { moveRun } from './move-run.ts';
import { nextRunState, type RunMove } from './run-state.ts';
import { findRun, getRun, lockQueue, lockRun, type RunRow } from './run.queries.ts';

/**
 * What people ask of a run, in the caller's transaction. Whoever follows the engine hears of the new state and tells it;
 * so a wish that was acknowledged is carried out also by the next server.
 */
export async function controlRun(
  { services, db, project }: RequestContext,
  reference: string,
  move: RunMove & ('pause' | 'resume' | 'cancel'),
): Promise<RunRow> {
  const { id } = await getRun(db, project.id, reference);
  await lockQueue(db);
  const run = await lockRun(db, id);
  const isOver = nextRunState(run.state, move) === 'cancelled';
  await moveRun(
    db,
    run,
    move,
    isOver ? { endedAt: new Date(services.clock()) } : { error: null, endedAt: null },
  );
  await startNextRuns(services, db);
  return (await findRun(db, id))!;
}
