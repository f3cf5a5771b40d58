import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { Payload } from './record.tables.ts';

/** Records by id, both ends included. */
export type RecordRange = { firstId: string; lastId: string };

export const allRecords: RecordRange = {
  firstId: '00000000-0000-0000-0000-000000000000',
  lastId: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

/** In the transaction that wrote records: their new texts wait for the text index. One row however many records. */
export async function requestIndexing(db: Db, projectId: string, range: RecordRange): Promise<void> {
  await db
    .insertInto('indexRequest')
    .values({ id: newId(), projectId, ...range })
    .execute();
}

/** The oldest request of a project, locked until the transaction ends. */
export async function takeIndexRequest(db: Db, projectId: string) {
  return db
    .selectFrom('indexRequest')
    .selectAll()
    .where('projectId', '=', projectId)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** What is before `firstId` has been indexed. */
export async function moveIndexRequest(db: Db, id: string, firstId: string): Promise<void> {
  await db.updateTable('indexRequest').set({ firstId }).where('id', '=', id).execute();
}

export async function deleteIndexRequest(db: Db, id: string): Promise<void> {
  await db.deleteFrom('indexRequest').where('id', '=', id).execute();
}

export type RevisionToIndex = { recordId: string; revisionId: string; payload: Payload };

/**
 * Records of a range whose current text the index does not hold, in their order: so many, and fewer where they are long
 * (one at the least).
 */
export async function listRevisionsToIndex(
  db: Db,
  projectId: string,
  { firstId, lastId }: RecordRange,
  most: { rows: number; characters: number },
): Promise<RevisionToIndex[]> {
  const { rows } = await sql<RevisionToIndex>`
    select stale.id as record_id, revision.id as revision_id, revision.payload from (
      select id, current_revision_id, sum(characters) over (order by id) - characters as characters_before from (
        select record.id, record.current_revision_id, record.characters
        from record left join record_search search on search.record_id = record.id
        where record.project_id = ${projectId} and record.id between ${firstId} and ${lastId}
          and search.revision_id is distinct from record.current_revision_id
        order by record.id limit ${most.rows}) page) stale
    join record_revision revision on revision.id = stale.current_revision_id
    where stale.characters_before < ${most.characters} order by stale.id`.execute(db);
  return rows;
}

export type SearchRow = { recordId: string; revisionId: string; tokens: string[] };

/** The tokens are lexemes already: no parser of the database touches them. */
export async function upsertSearchTokens(db: Db, projectId: string, rows: SearchRow[]): Promise<void> {
  await sql`
    insert into record_search (record_id, project_id, revision_id, tokens)
    select (row->>'recordId')::uuid, ${projectId}, (row->>'revisionId')::uuid,
      array_to_tsvector(array(select jsonb_array_elements_text(row->'tokens')))
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as row
    on conflict (record_id) do update set revision_id = excluded.revision_id, tokens = excluded.tokens`.execute(
    db,
  );
}
