import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { RecordState } from '../data.tables.ts';
import type { Candidate } from './judge-incoming.ts';
import { searchQuery } from './search-tokens.ts';
import type { Origin } from './store-rows.ts';

/** Ids of records by content hash, of those hashes that exist. */
export async function findRecordsByContent(
  db: Db,
  projectId: string,
  hashes: string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('record')
    .select(['id', 'contentHash'])
    .where('projectId', '=', projectId)
    .where(sql<boolean>`content_hash = any(${hashes}::text[])`)
    .execute();
  return new Map(rows.map(row => [row.contentHash, row.id]));
}

export async function findRecordsByExternalId(
  db: Db,
  sourceId: string,
  externalIds: string[],
): Promise<Map<string, { recordId: string; contentHash: string }>> {
  if (externalIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('record')
    .select(['id', 'contentHash', 'externalId'])
    .where('sourceId', '=', sourceId)
    .where(sql<boolean>`external_id = any(${externalIds}::text[])`)
    .execute();
  return new Map(rows.map(row => [row.externalId!, { recordId: row.id, contentHash: row.contentHash }]));
}

/** Records and their first revisions. (`record` without its schema is the anonymous row type of PostgreSQL.) One JSON parameter for all rows: thousands of parameters cost more than the insert. */
export async function insertRecords(db: Db, origin: Origin, rows: Candidate[]): Promise<void> {
  if (rows.length === 0) return;
  const both = rows.map(({ id, row, about, line }) => {
    const revisionId = newId();
    const hashes = { content_hash: about.contentHash, input_hash: about.inputHash };
    const { messages, meta } = row;
    return {
      record: {
        ...hashes,
        id,
        project_id: origin.projectId,
        source_id: origin.sourceId,
        batch_id: origin.batchId,
        line,
        external_id: row.externalId ?? null,
        current_revision_id: revisionId,
        label: row.label ?? null,
        language: about.language,
        preview: about.preview,
        characters: about.characters,
      },
      revision: {
        ...hashes,
        id: revisionId,
        record_id: id,
        n: 1,
        payload: meta ? { messages, meta } : { messages },
        derived_by: origin.derivedBy,
      },
    };
  });
  await sql`
    insert into record (id, project_id, source_id, batch_id, line, external_id, content_hash, input_hash, current_revision_id, label, language, preview, characters)
    select id, project_id, source_id, batch_id, line, external_id, content_hash, input_hash, current_revision_id, label, language, preview, characters
    from json_populate_recordset(null::public.record, ${JSON.stringify(both.map(({ record }) => record))}::json)`.execute(
    db,
  );
  await sql`
    insert into record_revision (id, record_id, n, payload, content_hash, input_hash, derived_by)
    select id, record_id, n, payload, content_hash, input_hash, derived_by
    from json_populate_recordset(null::record_revision, ${JSON.stringify(both.map(({ revision }) => revision))}::json)`.execute(
    db,
  );
}

export type RecordFilters = {
  state?: RecordState;
  source?: string;
  language?: string;
  label?: string;
  text?: string;
};

/** Newest first; `before` is the id of the last one seen. Text is looked up in the index that follows the writes. */
export async function listRecords(
  db: Db,
  projectId: string,
  filters: RecordFilters,
  before: string | undefined,
  limit: number,
) {
  const query = filters.text === undefined ? undefined : searchQuery(filters.text);
  if (filters.text !== undefined && query === undefined) return [];
  return db
    .selectFrom('record')
    .selectAll()
    .where('projectId', '=', projectId)
    .$if(filters.state !== undefined, q => q.where('state', '=', filters.state!))
    .$if(filters.source !== undefined, q => q.where('sourceId', '=', filters.source!))
    .$if(filters.language !== undefined, q => q.where('language', '=', filters.language!))
    .$if(filters.label !== undefined, q => q.where('label', '=', filters.label!))
    .$if(query !== undefined, q =>
      q.where('id', 'in', eb =>
        eb
          .selectFrom('recordSearch')
          .select('recordId')
          .where('projectId', '=', projectId)
          .where(sql<boolean>`tokens @@ ${query}::tsquery`),
      ),
    )
    .$if(before !== undefined, q => q.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** A record of the project; throws `not_found`. */
export async function getRecordRow(db: Db, projectId: string, id: string) {
  const found = await db
    .selectFrom('record')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw notFound('record', id);
  return found;
}

export async function listRevisions(db: Db, recordId: string) {
  return db.selectFrom('recordRevision').selectAll().where('recordId', '=', recordId).orderBy('n').execute();
}

export async function listSignals(db: Db, recordId: string) {
  return db
    .selectFrom('signal')
    .innerJoin('recordRevision as revision', 'revision.id', 'signal.revisionId')
    .select(['signal.revisionId', 'signal.operator', 'signal.operatorVersion', 'signal.value'])
    .where('revision.recordId', '=', recordId)
    .orderBy('revision.n')
    .orderBy('signal.operator')
    .execute();
}

export async function listDecisionsOf(db: Db, recordId: string) {
  return db.selectFrom('decision').selectAll().where('recordId', '=', recordId).orderBy('id').execute();
}

/** What cleaning made of a record; zero rows when somebody else changed it in the meantime. */
export async function updateRecord(db: Db, id: string, version: number, change: RecordChange) {
  return db
    .updateTable('record')
    .set({ ...change, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
}

export type RecordChange = {
  state: RecordState;
  currentRevisionId: string;
  language: string | null;
  preview: string;
  characters: number;
};
