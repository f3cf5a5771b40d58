import type { Db } from '#platform/database/database.ts';
import type { Run } from './run.contract.ts';
import { listQueuedRuns, type RunRow } from './run.queries.ts';

/** What people see of runs; the queue is read only where one of them waits. */
export async function presentRuns(db: Db, rows: RunRow[]): Promise<Run[]> {
  const waits = rows.some(row => row.state === 'queued');
  const queue = waits ? (await listQueuedRuns(db)).map(({ id }) => id) : [];
  return rows.map(({ projectId: _project, directory: _directory, version: _version, ...row }) => ({
    ...row,
    queuePosition: row.state === 'queued' ? queue.indexOf(row.id) + 1 : null,
    preflight: row.preflight as Run['preflight'],
    error: row.error as Run['error'],
  }));
}

export const presentRun = async (db: Db, row: RunRow): Promise<Run> => (await presentRuns(db, [row]))[0]!;
