import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Direction, Node } from '#platform/lineage/lineage.ts';
import type { NodeKind } from './node-kinds.ts';

type Link = { from: NodeKind; to: NodeKind; relation: string; rows: RawBuilder<unknown> };

/**
 * What came of what as the tables say it themselves: with the edges written on the way it makes the whole graph. A link
 * that is there as an edge too counts once. `rows` gives project_id, from_id, to_id.
 */
const links: Link[] = [
  {
    from: 'person',
    to: 'source',
    relation: 'brought in',
    rows: sql`select project_id, created_by as from_id, id as to_id from source`,
  },
  {
    from: 'source',
    to: 'record',
    relation: 'holds',
    rows: sql`select project_id, source_id as from_id, id as to_id from record`,
  },
  {
    from: 'record',
    to: 'dataset_version',
    relation: 'row of',
    rows: sql`select v.project_id, r.record_id as from_id, r.version_id as to_id
              from dataset_row r join dataset_version v on v.id = r.version_id`,
  },
  {
    from: 'dataset_version',
    to: 'dataset_version',
    relation: 'grew into',
    rows: sql`select project_id, parent_id as from_id, id as to_id from dataset_version where parent_id is not null`,
  },
  {
    from: 'dataset_version',
    to: 'run',
    relation: 'trained',
    rows: sql`select project_id, dataset_version_id as from_id, id as to_id from run`,
  },
  {
    from: 'base_model',
    to: 'run',
    relation: 'start of',
    rows: sql`select project_id, base_model_id as from_id, id as to_id from run`,
  },
  {
    from: 'run',
    to: 'model_version',
    relation: 'made',
    rows: sql`select project_id, run_id as from_id, id as to_id from model_version where run_id is not null`,
  },
  {
    from: 'base_model',
    to: 'model_version',
    relation: 'base of',
    rows: sql`select project_id, base_model_id as from_id, id as to_id from model_version where run_id is null`,
  },
  {
    from: 'model_version',
    to: 'deployment',
    relation: 'served by',
    rows: sql`select d.project_id, (target ->> 'modelVersionId')::uuid as from_id, d.id as to_id
              from deployment d cross join jsonb_array_elements(d.targets) target where target ->> 'kind' = 'version'`,
  },
  ...(['version', 'base', 'connection'] as const).map((kind): Link => ({
    from: ({ version: 'model_version', base: 'base_model', connection: 'connection' } as const)[kind],
    to: 'interaction',
    relation: 'answered',
    rows: sql`select project_id, target_id as from_id, id as to_id from interaction where target_kind = ${sql.lit(kind)}`,
  })),
  {
    from: 'model_version',
    to: 'evaluation',
    relation: 'evaluated by',
    rows: sql`select project_id, candidate_version_id as from_id, id as to_id from evaluation`,
  },
  {
    from: 'base_model',
    to: 'evaluation',
    relation: 'baseline of',
    rows: sql`select project_id, baseline_base_model_id as from_id, id as to_id from evaluation`,
  },
  {
    from: 'dataset_version',
    to: 'evaluation',
    relation: 'prompts of',
    rows: sql`select project_id, dataset_version_id as from_id, id as to_id from evaluation`,
  },
  {
    from: 'evaluation',
    to: 'judgement',
    relation: 'voted in',
    rows: sql`select j.project_id, i.evaluation_id as from_id, j.id as to_id
              from evaluation_item i join judgement j on j.subject_kind = 'evaluation_item' and j.subject_id = i.id`,
  },
  {
    from: 'interaction',
    to: 'judgement',
    relation: 'judged by',
    rows: sql`select project_id, subject_id as from_id, id as to_id from judgement where subject_kind = 'interaction'`,
  },
  {
    from: 'record',
    to: 'judgement',
    relation: 'judged by',
    rows: sql`select j.project_id, r.record_id as from_id, j.id as to_id
              from record_revision r join judgement j on j.subject_kind = 'record_revision' and j.subject_id = r.id`,
  },
  {
    from: 'person',
    to: 'judgement',
    relation: 'judged',
    rows: sql`select project_id, actor_id as from_id, id as to_id from judgement`,
  },
  {
    from: 'judgement',
    to: 'promotion',
    relation: 'promoted by',
    rows: sql`select project_id, judgement_id as from_id, id as to_id from promotion`,
  },
  {
    from: 'person',
    to: 'promotion',
    relation: 'reviewed',
    rows: sql`select project_id, reviewed_by as from_id, id as to_id from promotion where reviewed_by is not null`,
  },
  {
    from: 'promotion',
    to: 'record',
    relation: 'became',
    rows: sql`select project_id, id as from_id, record_id as to_id from promotion where record_id is not null`,
  },
];

export type NeighbourGroup = { kind: string; relation: string; count: number; ids: string[] };

/** The nodes next to a node, counted by kind, each kind with its first ids (oldest first). */
export async function listNeighbourGroups(
  db: Db,
  projectId: string,
  node: Node,
  direction: Direction,
  limit: number,
): Promise<NeighbourGroup[]> {
  const { rows } = await sql<NeighbourGroup>`
    select kind, min(relation) as relation, count(*)::int as count, (array_agg(id order by id collate "C"))[1:${sql.lit(limit)}] as ids
    from (${neighbours(projectId, node, direction)}) neighbour group by kind`.execute(db);
  return rows;
}

/** The neighbours of one kind after an id, a page of them. */
export async function listNeighbours(
  db: Db,
  projectId: string,
  node: Node,
  direction: Direction,
  page: { of: string; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (${neighbours(projectId, node, direction)}) neighbour
    where kind = ${page.of} and id collate "C" > ${page.after} order by id collate "C" limit ${page.limit}`.execute(
    db,
  );
  return rows.map(row => row.id);
}

/** Of the records next to a node the first one of every source: examples that leave no source out. */
export async function listRecordPerSource(
  db: Db,
  projectId: string,
  node: Node,
  direction: Direction,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select distinct on (r.source_id) r.id::text as id
      from (${neighbours(projectId, node, direction)}) neighbour join record r on r.id = neighbour.id::uuid
      where neighbour.kind = 'record' order by r.source_id, r.id) first_of_source order by id collate "C" limit ${limit}`.execute(
    db,
  );
  return rows.map(row => row.id);
}

/** kind, id and relation of every node next to this one, each once. */
function neighbours(projectId: string, node: Node, direction: Direction): RawBuilder<unknown> {
  const [mine, other] = direction === 'up' ? (['to', 'from'] as const) : (['from', 'to'] as const);
  const edges = sql`
    select ${sql.ref(`${other}_kind`)} as kind, ${sql.ref(`${other}_id`)} as id, relation from lineage_edge
    where project_id = ${projectId} and ${sql.ref(`${mine}_kind`)} = ${node.kind} and ${sql.ref(`${mine}_id`)} = ${node.id}`;
  const own = links
    .filter(link => link[mine] === node.kind)
    .map(
      link => sql`
    select ${sql.lit(link[other])} as kind, ${sql.ref(`${other}_id`)}::text as id, ${sql.lit(link.relation)} as relation
    from (${link.rows}) link where project_id = ${projectId} and ${sql.ref(`${mine}_id`)} = ${typedId(node)}`,
    );
  return sql`select kind, id, min(relation) as relation from (${sql.join([edges, ...own], sql` union all `)}) link group by kind, id`;
}

/** People are named by text, everything else by UUID; the right type lets the index be used. */
const typedId = ({ kind, id }: Node) => (kind === 'person' ? sql`${id}::text` : sql`${id}::uuid`);
