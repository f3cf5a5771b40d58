import type { Selectable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { DecisionTable, RecordTable } from '../data.tables.ts';
import { listDecisionsOf, listRevisions, listSignals } from './record.queries.ts';
import type { RecordRow } from './record.contract.ts';

/** A record as lists show it. */
export function presentRecord(row: Selectable<RecordTable>): RecordRow {
  const {
    projectId: _project,
    contentHash: _content,
    inputHash: _input,
    currentRevisionId: _revision,
    cleanedState: _cleaned,
    batchId,
    ...rest
  } = row;
  return { ...rest, importId: batchId };
}

/** A record with everything that ever happened to it. */
export async function presentRecordDetail(db: Db, row: Selectable<RecordTable>) {
  const revisions = await listRevisions(db, row.id);
  const signals = await listSignals(db, row.id);
  const decisions = await listDecisionsOf(db, row.id);
  return {
    ...presentRecord(row),
    currentRevisionId: row.currentRevisionId,
    revisions: revisions.map(({ recordId: _record, inputHash: _input, ...revision }) => revision),
    signals: signals.map(signal => ({ ...signal, value: (signal.value as { value?: unknown }).value })),
    decisions: decisions.map(presentDecision),
  };
}

export function presentDecision(row: Selectable<DecisionTable>) {
  const {
    id,
    recordId,
    cleaningRunId,
    decisionSetId,
    operator,
    action,
    code,
    reason,
    evidence,
    revertedAt,
    revertedBy,
    createdAt,
  } = row;
  return {
    id,
    recordId,
    cleaningRunId,
    decisionSetId,
    operator,
    action,
    code,
    reason,
    evidence,
    revertedAt,
    revertedBy,
    createdAt,
  };
}
