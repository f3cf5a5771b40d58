import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { DecisionAction } from '../data.tables.ts';

export type NewDecision = {
  id: string;
  project_id: string;
  cleaning_run_id: string;
  record_id: string;
  revision_id: string;
  operator: string;
  action: DecisionAction;
  code: string;
  reason: string;
  evidence: unknown;
  result_revision_id: string | null;
};

export async function insertDecisions(db: Db, rows: NewDecision[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into decision (id, project_id, cleaning_run_id, record_id, revision_id, operator, action, code, reason, evidence, result_revision_id)
    select id, project_id, cleaning_run_id, record_id, revision_id, operator, action, code, reason, evidence, result_revision_id
    from json_populate_recordset(null::decision, ${JSON.stringify(rows)}::json)
    on conflict do nothing`.execute(db);
}

export type DecisionFilters = { operator?: string; action?: DecisionAction; code?: string };

/** In order of work; `after` is the id of the last one seen. */
export async function listDecisions(
  db: Db,
  cleaningRunId: string,
  { operator, action, code }: DecisionFilters,
  after: string | undefined,
  limit: number,
) {
  return db
    .selectFrom('decision')
    .innerJoin('record', 'record.id', 'decision.recordId')
    .selectAll('decision')
    .select(['record.preview', 'record.externalId'])
    .where('cleaningRunId', '=', cleaningRunId)
    .$if(operator !== undefined, query => query.where('operator', '=', operator!))
    .$if(action !== undefined, query => query.where('action', '=', action!))
    .$if(code !== undefined, query => query.where('code', '=', code!))
    .$if(after !== undefined, query => query.where('decision.id', '>', after!))
    .orderBy('decision.id')
    .limit(limit)
    .execute();
}

/** Takes back what an operator decided on a record, in every run. */
export async function revertDecisions(
  db: Db,
  recordId: string,
  operator: string,
  revertedBy: string,
  revertedAt: Date,
): Promise<void> {
  await db
    .updateTable('decision')
    .set({ revertedAt, revertedBy })
    .where('recordId', '=', recordId)
    .where('operator', '=', operator)
    .where('revertedAt', 'is', null)
    .execute();
}

/** Takes back one decision that a person made with others, and counts it there. */
export async function revertDecisionOfPerson(
  db: Db,
  id: string,
  by: { revertedBy: string; revertedAt: Date },
): Promise<void> {
  const { decisionSetId } = await db
    .updateTable('decision')
    .set(by)
    .where('id', '=', id)
    .returning('decisionSetId')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('decisionSet')
    .set(eb => ({ undone: eb('undone', '+', 1) }))
    .where('id', '=', decisionSetId)
    .execute();
}

/** What the duplicate search of a run decided, before it is made again after a crash. */
export async function deleteDuplicateFindings(db: Db, cleaningRunId: string): Promise<void> {
  await db
    .deleteFrom('decision')
    .where('cleaningRunId', '=', cleaningRunId)
    .where('operator', '=', 'duplicates')
    .execute();
  await db.deleteFrom('duplicateCluster').where('cleaningRunId', '=', cleaningRunId).execute();
}
