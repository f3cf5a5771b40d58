import type { Db } from '#platform/database/database.ts';
import type { EngineEvent } from '#platform/engine/engine-port.ts';
import type { RunCheckpoint, RunEvent } from './run.contract.ts';

export async function insertRunEvents(db: Db, runId: string, events: EngineEvent[]): Promise<void> {
  const rows = events.map(({ seq, type, time, ...payload }) => ({
    runId,
    seq,
    type,
    at: new Date(time),
    payload: JSON.stringify(payload),
  }));
  for (let start = 0; start < rows.length; start += batchRows)
    await db
      .insertInto('runEvent')
      .values(rows.slice(start, start + batchRows))
      .execute();
}

const batchRows = 1_000;

/** What a power cut took from the engine's file comes again under the same numbers. */
export async function deleteRunEventsAfter(db: Db, runId: string, seq: number): Promise<void> {
  await db.deleteFrom('runEvent').where('runId', '=', runId).where('seq', '>', seq).execute();
}

export async function listRunEvents(
  db: Db,
  runId: string,
  query: { after: number; limit: number; type?: string | undefined },
): Promise<RunEvent[]> {
  return db
    .selectFrom('runEvent')
    .select(['seq', 'type', 'at', 'payload'])
    .where('runId', '=', runId)
    .where('seq', '>', query.after)
    .$if(query.type !== undefined, builder => builder.where('type', '=', query.type!))
    .orderBy('seq')
    .limit(query.limit)
    .execute();
}

/** A step that is trained again after a crash gives its checkpoint again: the last word counts. */
export async function putCheckpoint(db: Db, runId: string, event: EngineEvent): Promise<void> {
  const { step, path, digest, bytes, best } = event as unknown as CheckpointEvent;
  const content = { path, digest, sizeBytes: bytes, best };
  if (best) await db.updateTable('runCheckpoint').set({ best: false }).where('runId', '=', runId).execute();
  await db
    .insertInto('runCheckpoint')
    .values({ runId, step, ...content })
    .onConflict(conflict => conflict.columns(['runId', 'step']).doUpdateSet(content))
    .execute();
}

type CheckpointEvent = { step: number; path: string; digest: string; bytes: number; best: boolean };

export type StoredCheckpoint = Omit<RunCheckpoint, 'isKept'>;

export async function listCheckpoints(db: Db, runId: string): Promise<StoredCheckpoint[]> {
  return db
    .selectFrom('runCheckpoint')
    .select(['step', 'path', 'digest', 'sizeBytes', 'best', 'createdAt'])
    .where('runId', '=', runId)
    .orderBy('step', 'desc')
    .execute();
}
