import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';

/** Current revisions by record, with the revision that the text index holds of each. */
export async function listRevisionsToIndex(db: Db, projectId: string, after: string | null, limit: number) {
  return db
    .selectFrom('record')
    .innerJoin('recordRevision as revision', 'revision.id', 'record.currentRevisionId')
    .leftJoin('recordSearch as search', 'search.recordId', 'record.id')
    .select([
      'record.id as recordId',
      'revision.id as revisionId',
      'search.revisionId as indexedRevisionId',
      'revision.payload',
    ])
    .where('record.projectId', '=', projectId)
    .$if(after !== null, query => query.where('record.id', '>', after!))
    .orderBy('record.id')
    .limit(limit)
    .execute();
}

export type SearchRow = { recordId: string; revisionId: string; tokens: string[]; language: string | null };

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

/** No new version of a record: its language is a fact about the text that is there. */
export async function setLanguages(db: Db, rows: SearchRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update record set language = found.language
    from json_to_recordset(${JSON.stringify(rows)}::json) as found ("recordId" uuid, "revisionId" uuid, language text)
    where record.id = found."recordId" and record.current_revision_id = found."revisionId"
      and record.language is distinct from found.language`.execute(db);
}
