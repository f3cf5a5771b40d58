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
  { text, ...filters }: RecordFilters,
  before: string | undefined,
  limit: number,
) {
  if (text !== undefined) return searchRecords(db, projectId, text, filters, before, limit);
  return filtered(db, projectId, filters)
    .$if(before !== undefined, q => q.where('record.id', '<', before!))
    .orderBy('record.id', 'desc')
    .limit(limit)
    .execute();
}

/** The same order, taken from the text index's side: rare words are looked up, common ones met on the way back from the newest. */
async function searchRecords(
  db: Db,
  projectId: string,
  text: string,
  filters: Omit<RecordFilters, 'text'>,
  before: string | undefined,
  limit: number,
) {
  const query = searchQuery(text);
  if (query === undefined) return [];
  return filtered(db, projectId, filters)
    .innerJoin('recordSearch as search', 'search.recordId', 'record.id')
    .where('search.projectId', '=', projectId)
    .where(sql<boolean>`search.tokens @@ ${query}::tsquery`)
    .$if(before !== undefined, q => q.where('search.recordId', '<', before!))
    .orderBy('search.recordId', 'desc')
    .limit(limit)
    .execute();
}

const filtered = (db: Db, projectId: string, { state, source, language, label }: RecordFilters) =>
  db
    .selectFrom('record')
    .selectAll('record')
    .where('record.projectId', '=', projectId)
    .$if(state !== undefined, q => q.where('record.state', '=', state!))
    .$if(source !== undefined, q => q.where('record.sourceId', '=', source!))
    .$if(language !== undefined, q => q.where('record.language', '=', language!))
    .$if(label !== undefined, q => q.where('record.label', '=', label!));

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
