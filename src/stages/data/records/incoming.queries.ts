import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Candidate } from './candidate.ts';
import type { Origin } from './store-rows.ts';

/**
 * Ids of records by content hash, of those hashes that exist. One look into the unique index a hash, said so that no
 * plan can do otherwise: while statistics lag behind a growing table the planner would rather read all of the project.
 */
export async function findRecordsByContent(
  db: Db,
  projectId: string,
  hashes: string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ hash: string; id: string }>`
    select hash, found.id from unnest(${hashes}::text[]) hash
    cross join lateral (
      select id from record where project_id = ${projectId} and content_hash = hash limit 1) found`.execute(
    db,
  );
  return new Map(rows.map(row => [row.hash, row.id]));
}

export async function findRecordsByExternalId(
  db: Db,
  sourceId: string,
  externalIds: string[],
): Promise<Map<string, { recordId: string; contentHash: string }>> {
  if (externalIds.length === 0) return new Map();
  const { rows } = await sql<{ name: string; recordId: string; contentHash: string }>`
    select name, found.id as record_id, found.content_hash from unnest(${externalIds}::text[]) name
    cross join lateral (
      select id, content_hash from record where source_id = ${sourceId} and external_id = name limit 1) found`.execute(
    db,
  );
  return new Map(rows.map(({ name, ...found }) => [name, found]));
}

/** Records and their first revisions in one statement with one JSON parameter: both more statements and more parameters cost more than the insert. */
export async function insertRecords(db: Db, origin: Origin, rows: Candidate[]): Promise<void> {
  if (rows.length === 0) return;
  const { projectId, sourceId, batchId, derivedBy } = origin;
  await sql`
    with incoming as materialized (
      select * from json_to_recordset(${`[${rows.map(({ stored }) => stored).join(',')}]`}::json) as row (
        id uuid, revision_id uuid, line int, external_id text, content_hash text, input_hash text, kind text, label text,
        language text, preview text, characters int, payload jsonb)),
    kept as (
      insert into record (id, project_id, source_id, batch_id, line, external_id, content_hash, input_hash,
        current_revision_id, kind, label, language, preview, characters)
      select id, ${projectId}::uuid, ${sourceId}::uuid, ${batchId}::uuid, line, external_id, content_hash, input_hash,
        revision_id, kind, label, language, preview, characters from incoming)
    insert into record_revision (id, record_id, n, payload, content_hash, input_hash, derived_by)
    select revision_id, id, 1, payload, content_hash, input_hash, ${derivedBy}::text from incoming`.execute(
    db,
  );
}
