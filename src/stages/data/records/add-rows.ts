import type { Services } from '#platform/http/services.ts';
import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { indexRecordsJob } from './index-records.job.ts';
import { toCandidate } from './candidate.ts';
import type { Outcome } from './judge-incoming.ts';
import { type IncomingRow, incomingRow } from './payload.ts';
import { storeRows } from './store-rows.ts';

export type AddRows = {
  projectId: string;
  sourceId: string;
  rows: IncomingRow[];
  /** What made them, for their first revision: 'feedback', 'correction', … */
  derivedBy: string;
};

/**
 * Rows that other stages make (reviewed feedback, corrections) become records of a source, in the caller's transaction.
 * One outcome a row, in order: a new record, a duplicate of one that is there, or a reject with its reason.
 */
export async function addRows(
  db: Db,
  services: Pick<Services, 'jobs'>,
  { projectId, sourceId, rows, derivedBy }: AddRows,
): Promise<Outcome[]> {
  const arriving = rows.map(row => toCandidate(incomingRow.parse(row), null));
  const outcomes = await storeRows(db, { projectId, sourceId, batchId: null, derivedBy }, arriving);
  const added = outcomes.filter(({ kind }) => kind === 'record').length;
  await appendEvent(db, projectId, {
    kind: 'records.added',
    subjectKind: 'source',
    subjectId: sourceId,
    payload: { added, derivedBy },
  });
  await services.jobs.enqueue(db, indexRecordsJob, { projectId });
  return outcomes;
}
