import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { promptTextOf } from '../records/payload.ts';
import type { Payload } from '../data.tables.ts';
import { createReservedQuestions, type ReservedQuestions } from './reserved-questions.ts';

export type NewReservation = { inputHash: string; recordId: string; nearSignature: Buffer };

/** Everything that test splits of a project have reserved, ready to be asked. */
export async function loadReservedQuestions(db: Db, projectId: string): Promise<ReservedQuestions> {
  const rows = await db
    .selectFrom('evalReservation as reserved')
    .innerJoin('datasetRow as row', join =>
      join
        .onRef('row.versionId', '=', 'reserved.datasetVersionId')
        .onRef('row.recordId', '=', 'reserved.recordId'),
    )
    .innerJoin('recordRevision as revision', 'revision.id', 'row.revisionId')
    .select(['reserved.inputHash', 'reserved.recordId', 'reserved.datasetVersionId', 'revision.payload'])
    .where('reserved.projectId', '=', projectId)
    .execute();
  return createReservedQuestions(
    rows.map(({ payload, ...row }) => ({ ...row, question: promptTextOf(payload as Payload) })),
  );
}

/** Of some questions, those that a test split of the project reserved: the very same, nearly the same are not looked for. */
export async function listReservedHashes(db: Db, projectId: string, inputHashes: string[]) {
  const rows = await db
    .selectFrom('evalReservation')
    .select(['inputHash', 'recordId', 'datasetVersionId'])
    .where('projectId', '=', projectId)
    .where(sql<boolean>`input_hash = any(${inputHashes}::text[])`)
    .execute();
  return new Map(rows.map(row => [row.inputHash, row]));
}

/** Versions are only ever added to these: another number means that something new may be reserved. */
export async function countReservingVersions(db: Db, projectId: string): Promise<number> {
  const { versions } = await db
    .selectFrom('datasetVersion')
    .select(eb => eb.fn.countAll<number>().as('versions'))
    .where('projectId', '=', projectId)
    .where('state', '=', 'frozen')
    .executeTakeFirstOrThrow();
  return versions;
}

/** A question that another version reserved before stays with that version. */
export async function insertReservations(
  db: Db,
  projectId: string,
  datasetVersionId: string,
  rows: NewReservation[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchRows)
    await db
      .insertInto('evalReservation')
      .values(rows.slice(start, start + batchRows).map(row => ({ ...row, projectId, datasetVersionId })))
      .onConflict(conflict => conflict.doNothing())
      .execute();
}

const batchRows = 1_000;

/** One import, cleaning or freeze writes records of a project at a time, so that what one saw still holds when it commits. */
export async function lockRecordsOf(db: Db, projectId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('records:' || ${projectId}, 0))`.execute(db);
}
