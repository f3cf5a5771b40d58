import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Payload } from '../data.tables.ts';
import type { DatasetRecipe } from './dataset.contract.ts';

export type SelectedRow = {
  recordId: string;
  revisionId: string;
  sourceId: string;
  label: string | null;
  contentHash: string;
  inputHash: string;
  payload: Payload;
};

const rowsPerPage = 1_000;

/** Active records that a recipe asks for, oldest first, as they are now. */
export async function selectRows(db: Db, projectId: string, recipe: DatasetRecipe): Promise<SelectedRow[]> {
  const rows: SelectedRow[] = [];
  const most = recipe.maxRows ?? Number.POSITIVE_INFINITY;
  for (let after: string | null = null; rows.length < most;) {
    const page: SelectedRow[] = await selectPage(db, projectId, recipe, after);
    rows.push(...page);
    if (page.length < rowsPerPage) break;
    after = page.at(-1)!.recordId;
  }
  return rows.slice(0, recipe.maxRows);
}

async function selectPage(
  db: Db,
  projectId: string,
  { sources, imports, labels, languages, kinds }: DatasetRecipe,
  after: string | null,
): Promise<SelectedRow[]> {
  return db
    .selectFrom('record')
    .innerJoin('recordRevision as revision', 'revision.id', 'record.currentRevisionId')
    .select([
      'record.id as recordId',
      'revision.id as revisionId',
      'record.sourceId',
      'record.label',
      'revision.contentHash',
      'revision.inputHash',
      'revision.payload',
    ])
    .where('record.projectId', '=', projectId)
    .where('record.state', '=', 'active')
    .$if(sources !== undefined, query =>
      query.where(sql<boolean>`record.source_id = any(${sources}::uuid[])`),
    )
    .$if(imports !== undefined, query =>
      query.where('record.id', 'in', broughtBy(db, [...imports!.train, ...imports!.validation])),
    )
    .$if(labels !== undefined, query => query.where(sql<boolean>`record.label = any(${labels}::text[])`))
    .$if(languages !== undefined, query =>
      query.where(sql<boolean>`record.language = any(${languages}::text[])`),
    )
    .$if(kinds !== undefined, query => query.where(sql<boolean>`record.kind = any(${kinds}::text[])`))
    .$if(after !== null, query => query.where('record.id', '>', after!))
    .orderBy('record.id')
    .limit(rowsPerPage)
    .execute();
}

/** The records that some imports brought or met: a row that was there before belongs to its file all the same. */
const broughtBy = (db: Db, imports: string[]) =>
  db
    .selectFrom('record as brought')
    .select('brought.id')
    .where(sql<boolean>`brought.batch_id = any(${imports}::uuid[])`)
    .union(
      db
        .selectFrom('importDuplicate as met')
        .select('met.recordId as id')
        .where(sql<boolean>`met.batch_id = any(${imports}::uuid[])`),
    );

export async function listRecordsOfImports(db: Db, imports: string[]): Promise<string[]> {
  return (await broughtBy(db, imports).execute()).map(({ id }) => id);
}
