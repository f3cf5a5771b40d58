import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Payload, Split } from '../data.tables.ts';
import type { DiffKind } from './version-diff.contract.ts';

/** Rows by what became of them from one version to the other, counted where they lie. */
export async function countDiff(db: Db, id: string, againstId: string) {
  const { rows } = await sql<{
    added: number;
    removed: number;
    changed: number;
    moved: number;
    same: number;
  }>`
    select (count(*) filter (where old.record_id is null))::int as added,
      (count(*) filter (where new.record_id is null))::int as removed,
      (count(*) filter (where new.revision_id <> old.revision_id))::int as changed,
      (count(*) filter (where new.split <> old.split))::int as moved,
      (count(*) filter (where new.revision_id = old.revision_id and new.split = old.split))::int as same
    from (select record_id, revision_id, split from dataset_row where version_id = ${id}) new
    full join (select record_id, revision_id, split from dataset_row where version_id = ${againstId}) old
      on old.record_id = new.record_id`.execute(db);
  return rows[0]!;
}

type Found = {
  position: number;
  recordId: string;
  label: string | null;
  splitBefore: Split | null;
  payloadBefore: Payload | null;
  splitAfter: Split | null;
  payloadAfter: Payload | null;
};

/** In the order of the version that has the rows: the older one for those that were removed. `after` is the last position seen. */
export async function listDiffRows(
  db: Db,
  { id, againstId }: { id: string; againstId: string | null },
  kind: DiffKind,
  after: number,
  limit: number,
): Promise<Found[]> {
  const [here, there] = kind === 'removed' ? [againstId, id] : [id, againstId];
  const [before, now] = kind === 'removed' ? [sql`here`, sql`there`] : [sql`there`, sql`here`];
  const { rows } = await sql<Found>`
    select here.position, here.record_id, record.label, ${before}.split as split_before, old.payload as payload_before,
      ${now}.split as split_after, new.payload as payload_after
    from dataset_row here
    left join dataset_row there on there.version_id = ${there} and there.record_id = here.record_id
    left join record on record.id = here.record_id
    left join record_revision old on old.id = ${before}.revision_id
    left join record_revision new on new.id = ${now}.revision_id
    where here.version_id = ${here} and here.position > ${after} and ${differs[kind]}
    order by here.position limit ${limit}`.execute(db);
  return rows;
}

const differs: Record<DiffKind, RawBuilder<boolean>> = {
  added: sql`there.record_id is null`,
  removed: sql`there.record_id is null`,
  changed: sql`there.revision_id <> here.revision_id`,
  moved: sql`there.split <> here.split`,
};

/** The last frozen version of a dataset before the n-th. */
export async function findFrozenBefore(db: Db, datasetId: string, n: number) {
  return db
    .selectFrom('datasetVersion')
    .select('id')
    .where('datasetId', '=', datasetId)
    .where('n', '<', n)
    .where('state', '=', 'frozen')
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
}
