import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Payload, RecordState } from '../data.tables.ts';

/** A record with the revision that cleaning starts from: the newest that cleaning itself did not write. */
export type RowToClean = {
  id: string;
  label: string | null;
  state: RecordState;
  piiPolicy: string;
  originId: string;
  payload: Payload;
  currentRevisionId: string;
};

export async function listRowsToClean(
  db: Db,
  projectId: string,
  after: string | null,
  limit: number,
): Promise<RowToClean[]> {
  const { rows } = await sql<RowToClean>`
    select record.id, record.label, record.state, source.pii_policy, origin.id as origin_id, origin.payload, record.current_revision_id
    from record
    join source on source.id = record.source_id
    join lateral (
      select id, payload from record_revision
      where record_id = record.id and derived_by not like 'cleaning:%' order by n desc limit 1) origin on true
    where record.project_id = ${projectId} and (${after}::uuid is null or record.id > ${after}::uuid)
    order by record.id limit ${limit}`.execute(db);
  return rows;
}

export async function listRevisionHashes(db: Db, recordIds: string[]) {
  return db
    .selectFrom('recordRevision')
    .select(['id', 'recordId', 'n', 'contentHash'])
    .where(sql<boolean>`record_id = any(${recordIds}::uuid[])`)
    .orderBy('n')
    .execute();
}

export type StoredSignal = { recordId: string; operator: string; operatorVersion: number; value: unknown };

export async function listSignalsOf(db: Db, recordIds: string[]): Promise<StoredSignal[]> {
  return db
    .selectFrom('signal')
    .innerJoin('recordRevision as revision', 'revision.id', 'signal.revisionId')
    .select(['revision.recordId', 'signal.operator', 'signal.operatorVersion', 'signal.value'])
    .where(sql<boolean>`revision.record_id = any(${recordIds}::uuid[])`)
    .execute();
}

/** Operators whose decision on a record a person took back: later runs respect that. */
export async function listRevertedOperators(db: Db, recordIds: string[]) {
  return db
    .selectFrom('decision')
    .select(['recordId', 'operator'])
    .distinct()
    .where(sql<boolean>`record_id = any(${recordIds}::uuid[])`)
    .where('revertedAt', 'is not', null)
    .execute();
}

export type NewRevision = {
  id: string;
  recordId: string;
  n: number;
  payload: Payload;
  contentHash: string;
  inputHash: string;
  derivedBy: string;
  parentId: string;
};

export async function insertRevisions(db: Db, rows: NewRevision[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insertInto('recordRevision')
      .values(rows.map(row => ({ ...row, payload: JSON.stringify(row.payload) })))
      .execute();
}

export type NewSignal = { revision_id: string; operator: string; operator_version: number; value: unknown };

export async function insertSignals(db: Db, rows: NewSignal[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into signal (revision_id, operator, operator_version, value)
    select revision_id, operator, operator_version, value from json_populate_recordset(null::signal, ${JSON.stringify(rows)}::json)
    on conflict do nothing`.execute(db);
}

export type RecordUpdate = {
  id: string;
  state: RecordState;
  current_revision_id: string;
  language: string | null;
  preview: string;
  characters: number;
};

/**
 * Only what differs is written, so that a run that changes nothing wakes nobody's version. Where a person has decided, their
 * state stays and what cleaning says is kept beside it.
 */
export async function updateRecords(db: Db, rows: RecordUpdate[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update record set state = case when record.cleaned_state is null then cleaned.state else record.state end,
      cleaned_state = case when record.cleaned_state is null then null else cleaned.state end, current_revision_id = cleaned.current_revision_id, language = coalesce(cleaned.language, record.language),
      preview = cleaned.preview, characters = cleaned.characters, version = record.version + 1
    from json_populate_recordset(null::public.record, ${JSON.stringify(rows)}::json) as cleaned
    where record.id = cleaned.id
      and (coalesce(record.cleaned_state, record.state), record.current_revision_id) is distinct from (cleaned.state, cleaned.current_revision_id)`.execute(
    db,
  );
}

export async function dropRecords(db: Db, ids: string[]): Promise<void> {
  await sql`
    update record set state = case when cleaned_state is null then 'dropped' else state end,
      cleaned_state = case when cleaned_state is null then null else 'dropped' end, version = version + 1
    where id = any(${ids}::uuid[]) and coalesce(cleaned_state, state) <> 'dropped'`.execute(db);
}
