import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { notFound, versionConflict } from '#platform/http/attune-error.ts';
import { lockRecordsOf } from '../datasets/reservation.queries.ts';
import { countsOf } from '../records/counts-of.ts';
import { indexRecordsJob } from '../records/index-records.job.ts';
import { requestIndexing } from '../records/record-search.queries.ts';
import { getRecordRow, listDecisionsOf } from '../records/record.queries.ts';
import { person, settleStates } from '../decisions/decided-record.queries.ts';
import { cleanAgain } from './clean-again.ts';
import { revertDecisionOfPerson, revertDecisions } from './decision.queries.ts';

/**
 * Takes back what an operator decided on a record, now and in runs to come; the record becomes what the other
 * operators make of it. Nothing that was there before is lost: it is a revision of its own.
 */
export async function revertDecision(
  { db, project, actor, services, afterCommit }: RequestContext,
  recordId: string,
  decisionId: string,
  version: number,
) {
  await lockRecordsOf(db, project.id);
  const record = await getRecordRow(db, project.id, recordId);
  const decision = (await listDecisionsOf(db, recordId)).find(one => one.id === decisionId);
  if (!decision) throw notFound('decision', decisionId);
  if (decision.revertedAt) return record;
  if (record.version !== version) throw versionConflict('record', recordId, record.version);
  const by = { revertedBy: actor.ref, revertedAt: new Date(services.clock()) };
  const changed =
    decision.operator === person
      ? await withoutPerson(db, record, decision, by)
      : await withoutOperator(db, record, decision.operator, by);
  const payload = { decisionId, operator: decision.operator, state: changed.state };
  await appendEvent(db, project.id, {
    kind: 'record.decision_reverted',
    subjectKind: 'record',
    subjectId: recordId,
    payload,
  });
  afterCommit(() => countsOf(services).forget(project.id));
  await requestIndexing(db, project.id, { firstId: recordId, lastId: recordId });
  await services.jobs.enqueue(db, indexRecordsJob, { projectId: project.id });
  return changed;
}

type By = { revertedBy: string; revertedAt: Date };
type Record = Awaited<ReturnType<typeof getRecordRow>>;

async function withoutOperator(db: Db, record: Record, operator: string, by: By) {
  await revertDecisions(db, record.id, operator, by.revertedBy, by.revertedAt);
  return cleanAgain(db, record);
}

/** One record alone is taken out of what was decided on many. */
async function withoutPerson(db: Db, record: Record, { id }: { id: string }, by: By) {
  await revertDecisionOfPerson(db, id, by);
  await settleStates(db, [record.id]);
  return getRecordRow(db, record.projectId, record.id);
}
