import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { RecordState } from '../data.tables.ts';
import { filteredRecords, type RecordFilters } from './filter-records.queries.ts';
import { searchQuery } from './search-tokens.ts';

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

/**
 * Common words are met on the way back from the newest record, rare ones are looked up: what the newest few thousand do not
 * fill a page with is rare enough for that. The planner cannot tell the two apart, it knows the commonest words alone.
 */
async function searchRecords(
  db: Db,
  projectId: string,
  text: string,
  filters: Omit<RecordFilters, 'text'>,
  before: string | undefined,
  limit: number,
) {
  const words = searchQuery(text);
  if (words === undefined) return [];
  const wish = { projectId, words, filters, before, limit };
  const met = await meetAmongNewest(db, wish);
  return met.length === limit ? met : lookUpWords(db, wish);
}

type Search = {
  projectId: string;
  words: string;
  filters: Omit<RecordFilters, 'text'>;
  before: string | undefined;
  limit: number;
};

const newest = 4_000;

/** Each row's words are looked at where it is met: as a join the planner would begin with all that has the words. */
const meetAmongNewest = (db: Db, { projectId, words, filters, before, limit }: Search) =>
  db
    .selectFrom(
      filtered(db, projectId, filters)
        .$if(before !== undefined, q => q.where('record.id', '<', before!))
        .orderBy('record.id', 'desc')
        .limit(newest)
        .as('record'),
    )
    .selectAll('record')
    .where(
      sql<boolean>`(select tokens @@ ${words}::tsquery from record_search search where search.record_id = record.id)`,
    )
    .orderBy('record.id', 'desc')
    .limit(limit)
    .execute();

/** Every record with the words first ("offset 0" keeps the planner from walking after all), then what is asked of them besides. */
const lookUpWords = (db: Db, { projectId, words, filters, before, limit }: Search) => {
  const isFree = Object.values(filters).every(value => value === undefined);
  const ids = sql<string[]>`array(
    select record_id from (
      select record_id from record_search where project_id = ${projectId} and tokens @@ ${words}::tsquery offset 0) found
    ${before === undefined ? sql`` : sql`where record_id < ${before}`}
    ${isFree ? sql`order by record_id desc limit ${limit}` : sql``})`;
  return filtered(db, projectId, filters)
    .where(sql<boolean>`record.id = any(${ids})`)
    .orderBy('record.id', 'desc')
    .limit(limit)
    .execute();
};

const filtered = (db: Db, projectId: string, filters: RecordFilters) =>
  filteredRecords(db, projectId, filters).selectAll('record');

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

/** Those of some ids that are records of the project. */
export async function listKnownRecords(db: Db, projectId: string, ids: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('record')
    .select('id')
    .where('projectId', '=', projectId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return rows.map(({ id }) => id);
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
  state?: RecordState;
  cleanedState?: RecordState;
  currentRevisionId: string;
  language: string | null;
  preview: string;
  characters: number;
};
