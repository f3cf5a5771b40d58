import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { RecordState } from '../data.tables.ts';
import { matchingRecords, type RecordFilters } from '../records/filter-records.queries.ts';
import type { SetAction } from './decision-set.contract.ts';

/** Decisions of people stand under this name where those of cleaning have their operator's. */
export const person = 'person';

/** The state that an action puts a record into; a flag leaves it as it is. */
const stateAfter: Record<Exclude<SetAction, 'flag'>, RecordState> = {
  drop: 'dropped',
  set_aside: 'set_aside',
  restore: 'active',
};

type Set = {
  id: string;
  projectId: string;
  action: SetAction;
  reason: string;
  filter: unknown;
  lastId: string;
};

export async function countMatching(db: Db, projectId: string, filter: RecordFilters, lastId?: string) {
  const { matches } = await matchingRecords(db, projectId, filter)
    .select(eb => eb.fn.countAll<number>().as('matches'))
    .$if(lastId !== undefined, q => q.where('record.id', '<=', lastId!))
    .executeTakeFirstOrThrow();
  return matches;
}

/** The next records of a set's query by id. `isSo`: the record is already what the set makes of it. */
export async function listNextMatching(db: Db, set: Set, after: string | null, limit: number) {
  return matchingRecords(db, set.projectId, set.filter as RecordFilters)
    .select(['record.id', 'record.currentRevisionId as revisionId'])
    .select(isSo(set.action).as('isSo'))
    .where('record.id', '<=', set.lastId)
    .$if(after !== null, q => q.where('record.id', '>', after!))
    .orderBy('record.id')
    .limit(limit)
    .execute();
}

const isSo = (action: SetAction) =>
  action === 'flag'
    ? sql<boolean>`exists (select from decision where decision.record_id = record.id and decision.operator = ${person}
        and decision.action = 'flag' and decision.reverted_at is null)`
    : sql<boolean>`record.state = ${stateAfter[action]}`;

/** Puts the decision on each of some records, and the records into the state it means. */
export async function decideOn(db: Db, set: Set, rows: { id: string; revisionId: string }[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  const revisionIds = rows.map(({ revisionId }) => revisionId);
  await sql`
    insert into decision (id, project_id, decision_set_id, record_id, revision_id, operator, action, code, reason)
    select id, ${set.projectId}, ${set.id}, record_id, revision_id, ${person}, ${set.action}, ${set.action}, ${set.reason}
    from unnest(${ids.map(() => newId())}::uuid[], ${ids}::uuid[], ${revisionIds}::uuid[]) as each (id, record_id, revision_id)`.execute(
    db,
  );
  if (set.action === 'flag') return;
  await sql`
    update record set cleaned_state = coalesce(cleaned_state, state), state = ${stateAfter[set.action]}, version = version + 1
    where id = any(${ids}::uuid[])`.execute(db);
}

/** The next records that a set decided on and nobody took back yet. */
export async function listNextDecided(db: Db, setId: string, after: string | null, limit: number) {
  const rows = await db
    .selectFrom('decision')
    .select('recordId')
    .where('decisionSetId', '=', setId)
    .where('revertedAt', 'is', null)
    .$if(after !== null, query => query.where('recordId', '>', after!))
    .orderBy('recordId')
    .limit(limit)
    .execute();
  return rows.map(({ recordId }) => recordId);
}

type Reverting = { setId: string; recordIds: string[]; revertedBy: string; revertedAt: Date };

export async function revertOfSet(db: Db, { setId, recordIds, revertedBy, revertedAt }: Reverting) {
  await db
    .updateTable('decision')
    .set({ revertedAt, revertedBy })
    .where('decisionSetId', '=', setId)
    .where(sql<boolean>`record_id = any(${recordIds}::uuid[])`)
    .execute();
  await settleStates(db, recordIds);
}

/** After a person's decision was taken back: the last one of those that are left holds, else what cleaning says. */
export async function settleStates(db: Db, recordIds: string[]): Promise<void> {
  await sql`
    update record set version = record.version + 1,
      state = case word.action when 'drop' then 'dropped' when 'set_aside' then 'set_aside' when 'restore' then 'active'
        else record.cleaned_state end,
      cleaned_state = case when word.action is null then null else record.cleaned_state end
    from unnest(${recordIds}::uuid[]) as each (id)
    left join lateral (
      select action from decision
      where decision.record_id = each.id and decision.operator = ${person} and decision.action <> 'flag'
        and decision.reverted_at is null
      order by decision.id desc limit 1) word on true
    where record.id = each.id and record.cleaned_state is not null`.execute(db);
}
