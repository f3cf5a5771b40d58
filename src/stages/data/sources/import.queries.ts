import { type SelectQueryBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Tables } from '#platform/database/tables.ts';
import { notFound } from '#platform/http/attune-error.ts';
import { newId } from '#platform/database/new-id.ts';
import { nextNumber } from '#platform/database/next-number.ts';
import type { Position } from '../formats/cut-rows.ts';
import type { Reject } from '../formats/reject.ts';
import type { ImportDuplicateTable } from '../data.tables.ts';

export type NewImport = {
  sourceId: string;
  fileName: string;
  fileDigest: string;
  mapping: unknown;
  mappingHash: string;
  bytesTotal: number;
  createdBy: string;
};

export async function insertImport(db: Db, projectId: string, wish: NewImport) {
  const number = await nextNumber(db, projectId, 'import');
  return db
    .insertInto('importBatch')
    .values({
      ...wish,
      id: newId(),
      projectId,
      number,
      mapping: JSON.stringify(wish.mapping),
      format: '',
      state: 'queued',
      error: null,
      endedAt: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findSameImport(db: Db, sourceId: string, fileDigest: string, mappingHash: string) {
  return db
    .selectFrom('importBatch')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .where('fileDigest', '=', fileDigest)
    .where('mappingHash', '=', mappingHash)
    .executeTakeFirst();
}

/** Did this file come into the project before, with whatever mapping? */
export async function hasImported(db: Db, projectId: string, fileDigest: string): Promise<boolean> {
  const found = await db
    .selectFrom('importBatch')
    .select('id')
    .where('projectId', '=', projectId)
    .where('fileDigest', '=', fileDigest)
    .executeTakeFirst();
  return found !== undefined;
}

/** The mapping that the last import into a source was given. */
export async function findLastMapping(db: Db, sourceId: string): Promise<unknown> {
  const found = await db
    .selectFrom('importBatch')
    .select('mapping')
    .where('sourceId', '=', sourceId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found?.mapping;
}

/** An import of the project; throws `not_found`. */
export async function getImport(db: Db, projectId: string, id: string) {
  const found = await db
    .selectFrom('importBatch')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw notFound('import', id);
  return found;
}

/** The import of a job, locked until the transaction ends where `lock` says so. */
export async function getImportForWork(db: Db, id: string, lock = false) {
  return db
    .selectFrom('importBatch')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, query => query.forUpdate())
    .executeTakeFirstOrThrow();
}

/** Newest first; `before` is the id of the last one seen. */
export async function listImports(
  db: Db,
  projectId: string,
  { source, before }: { source?: string; before?: string },
  limit: number,
) {
  return db
    .selectFrom('importBatch')
    .selectAll()
    .where('projectId', '=', projectId)
    .$if(source !== undefined, query => query.where('sourceId', '=', source!))
    .$if(before !== undefined, query => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export type ImportCounts = {
  readCount: number;
  recordCount: number;
  duplicateCount: number;
  rejectCount: number;
};

/** Moves an import on by what was just stored, in the same transaction as the rows themselves. */
export async function advanceImport(db: Db, id: string, next: Position, counts: ImportCounts) {
  return db
    .updateTable('importBatch')
    .set(eb => ({
      bytesDone: next.offset,
      lineDone: next.line,
      readCount: eb('readCount', '+', counts.readCount),
      recordCount: eb('recordCount', '+', counts.recordCount),
      duplicateCount: eb('duplicateCount', '+', counts.duplicateCount),
      rejectCount: eb('rejectCount', '+', counts.rejectCount),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function startImport(db: Db, id: string, format: string): Promise<void> {
  await db
    .updateTable('importBatch')
    .set({ state: 'running', format, error: null, endedAt: null })
    .where('id', '=', id)
    .execute();
}

export async function endImport(db: Db, id: string, endedAt: Date, error: unknown = null) {
  return db
    .updateTable('importBatch')
    .set({
      state: error === null ? 'done' : 'failed',
      endedAt,
      error: error === null ? null : JSON.stringify(error),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function queueImport(db: Db, id: string) {
  return db
    .updateTable('importBatch')
    .set({ state: 'queued', error: null, endedAt: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function insertRejects(db: Db, batchId: string, rejects: Reject[]): Promise<void> {
  if (rejects.length === 0) return;
  await sql`
    insert into import_reject (batch_id, line, code, field, message, remedy, raw)
    select ${batchId}, line, code, field, message, remedy, raw
    from json_populate_recordset(null::import_reject, ${JSON.stringify(rejects)}::json)`.execute(db);
}

export async function insertImportDuplicates(db: Db, rows: ImportDuplicateTable[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('importDuplicate').values(rows).execute();
}

/** By line; `after` is the last line seen. */
export const listRejects = (db: Db, batchId: string, after: number, limit: number) =>
  byLine(db.selectFrom('importReject').selectAll(), batchId, after, limit).execute();

export const listImportDuplicates = (db: Db, batchId: string, after: number, limit: number) =>
  byLine(db.selectFrom('importDuplicate').selectAll(), batchId, after, limit).execute();

function byLine<Table extends 'importReject' | 'importDuplicate', Row>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  batchId: string,
  after: number,
  limit: number,
) {
  return query
    .where(sql.ref('batchId'), '=', batchId)
    .where(sql.ref('line'), '>', after)
    .orderBy(sql.ref('line'))
    .limit(limit);
}
