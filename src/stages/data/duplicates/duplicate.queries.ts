import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { DuplicateClusterTable, Payload } from '../data.tables.ts';

export type ComparedRecord = {
  id: string;
  revisionId: string;
  label: string | null;
  preview: string;
  grade: string | null;
  payload: Payload;
};

const rowsPerPage = 1_000;

/** Active records oldest first, page by page. */
export async function* listRecordsToCompare(db: Db, projectId: string): AsyncGenerator<ComparedRecord> {
  for (let after: string | null = null; ;) {
    const page: ComparedRecord[] = await db
      .selectFrom('record')
      .innerJoin('source', 'source.id', 'record.sourceId')
      .innerJoin('recordRevision as revision', 'revision.id', 'record.currentRevisionId')
      .select([
        'record.id',
        'revision.id as revisionId',
        'record.label',
        'record.preview',
        'source.grade',
        'revision.payload',
      ])
      .where('record.projectId', '=', projectId)
      .where('record.state', '=', 'active')
      .$if(after !== null, query => query.where('record.id', '>', after!))
      .orderBy('record.id')
      .limit(rowsPerPage)
      .execute();
    yield* page;
    if (page.length < rowsPerPage) return;
    after = page.at(-1)!.id;
  }
}

export type NewCluster = {
  id: string;
  method: DuplicateClusterTable['method'];
  representative_id: string;
  members: { record_id: string; similarity: number; protected_by: string | null }[];
};

export async function insertClusters(
  db: Db,
  run: { id: string; projectId: string },
  clusters: NewCluster[],
): Promise<void> {
  if (clusters.length === 0) return;
  const heads = clusters.map(({ members, ...cluster }) => ({ ...cluster, size: members.length }));
  const members = clusters.flatMap(cluster =>
    cluster.members.map(member => ({ ...member, cluster_id: cluster.id })),
  );
  await sql`
    insert into duplicate_cluster (id, project_id, cleaning_run_id, method, representative_id, size)
    select id, ${run.projectId}, ${run.id}, method, representative_id, size
    from json_populate_recordset(null::duplicate_cluster, ${JSON.stringify(heads)}::json)`.execute(db);
  await sql`
    insert into duplicate_member (cluster_id, record_id, similarity, protected_by)
    select cluster_id, record_id, similarity, protected_by
    from json_populate_recordset(null::duplicate_member, ${JSON.stringify(members)}::json)`.execute(db);
}

/** Clusters of a run with their members; `after` is the id of the last one seen. */
export async function listClusters(
  db: Db,
  cleaningRunId: string,
  method: string | undefined,
  after: string | undefined,
  limit: number,
) {
  const clusters = await db
    .selectFrom('duplicateCluster')
    .select(['id', 'method', 'size', 'representativeId'])
    .where('cleaningRunId', '=', cleaningRunId)
    .$if(method !== undefined, query => query.where('method', '=', method as DuplicateClusterTable['method']))
    .$if(after !== undefined, query => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .execute();
  const members = await db
    .selectFrom('duplicateMember as member')
    .innerJoin('record', 'record.id', 'member.recordId')
    .select([
      'member.clusterId',
      'member.recordId',
      'member.similarity',
      'member.protectedBy',
      'record.preview',
    ])
    .where(sql<boolean>`member.cluster_id = any(${clusters.map(({ id }) => id)}::uuid[])`)
    .orderBy('member.similarity', 'desc')
    .orderBy('member.recordId')
    .execute();
  const byCluster = Map.groupBy(members, member => member.clusterId);
  return clusters.map(cluster => ({
    ...cluster,
    members: (byCluster.get(cluster.id) ?? []).map(({ clusterId: _cluster, ...member }) => member),
  }));
}

/** Records of a run's near clusters that a representative may stand for. */
export async function listRepresented(db: Db, cleaningRunId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('duplicateCluster as cluster')
    .innerJoin('duplicateMember as member', 'member.clusterId', 'cluster.id')
    .select('member.recordId')
    .where('cluster.cleaningRunId', '=', cleaningRunId)
    .where('cluster.method', '=', 'near')
    .where('member.protectedBy', 'is', null)
    .whereRef('member.recordId', '!=', 'cluster.representativeId')
    .execute();
  return rows.map(({ recordId }) => recordId);
}
