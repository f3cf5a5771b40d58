import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { nextRunState, type RunMove } from './run-state.ts';
import { type RunChanges, type RunRow, updateRun } from './run.queries.ts';

/** Moves a locked run, stores what comes with it and tells the project. Throws where the move is illegal. */
export async function moveRun(db: Db, run: RunRow, move: RunMove, changes: RunChanges = {}): Promise<RunRow> {
  const state = nextRunState(run.state, move);
  await updateRun(db, run.id, { ...changes, state });
  const { number, name } = run;
  const { modelVersionId = null, error = null } = changes;
  const payload = { number, name, state, before: run.state, modelVersionId, error };
  if (state !== run.state || error)
    await appendEvent(db, run.projectId, {
      kind: 'run.state',
      subjectKind: 'run',
      subjectId: run.id,
      payload,
    });
  return { ...run, ...(changes as Partial<RunRow>), state };
}
