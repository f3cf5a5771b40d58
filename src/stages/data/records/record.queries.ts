import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { RecordState } from '../data.tables.ts';
import { searchQuery } from './search-tokens.ts';

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
