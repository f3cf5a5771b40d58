import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { links } from '../lineage/known-links.queries.ts';
import type { GraphColumn } from './graph.contract.ts';

/** More than so many of a kind are a list, not a picture. */
export const shownPerColumn = 12;
/** Calls and feedback are counted no further. */
const countedUpTo = 1_001;
const recent = 1_000;

export type Drawn = { kind: string; id: string; name: string; facts: Record<string, unknown>; total: number };

const objects: Record<Exclude<GraphColumn, 'calls' | 'feedback'>, (project: string) => RawBuilder<Drawn>> = {
  people: project => sql`
    select 'person' as kind, p.id, coalesce(u.name, p.id) as name, '{}'::jsonb as facts, count(*) over ()::int as total
    from (select created_by as id from source where project_id = ${project} union
      select reviewed_by from (select reviewed_by from promotion where project_id = ${project} and reviewed_by is not null
        order by id desc limit ${sql.lit(recent)}) latest) p
    left join "user" u on p.id = 'user:' || u.id order by name`,
  data: project => sql`
    select 'source' as kind, id::text, name, jsonb_build_object('origin', origin, 'rows', record_count) as facts,
      count(*) over ()::int as total from source where project_id = ${project} order by id desc`,
  dataset: project => sql`
    select 'dataset_version' as kind, v.id::text, d.name || ' v' || v.n as name,
      jsonb_build_object('rows', (v.facts ->> 'rows')::int, 'state', v.state) as facts, count(*) over ()::int as total
    from dataset_version v join dataset d on d.id = v.dataset_id where v.project_id = ${project} order by v.id desc`,
  run: project => sql`
    select 'run' as kind, id::text, name, jsonb_build_object('number', number, 'state', state,
      'method', config -> 'method' ->> 'kind') as facts, count(*) over ()::int as total
    from run where project_id = ${project} order by id desc`,
  model: project => sql`
    select 'model_version' as kind, id::text, name, '{}'::jsonb as facts, count(*) over ()::int as total
    from model_version where project_id = ${project} order by id desc`,
  evaluation: project => sql`
    select 'evaluation' as kind, id::text, name, jsonb_build_object('number', number, 'state', state) as facts,
      count(*) over ()::int as total from evaluation where project_id = ${project} order by id desc`,
  deployment: project => sql`
    select 'deployment' as kind, id::text, name, jsonb_build_object('state', state) as facts,
      count(*) over ()::int as total from deployment where project_id = ${project} order by id desc`,
};

export async function listDrawn(db: Db, projectId: string, column: keyof typeof objects): Promise<Drawn[]> {
  const { rows } = await sql<Drawn>`
    select * from (${objects[column](projectId)}) drawn limit ${sql.lit(shownPerColumn)}`.execute(db);
  return rows;
}

/** Links between what is drawn, as the tables say them. */
export async function listDrawnLinks(
  db: Db,
  projectId: string,
  ids: ReadonlyMap<string, string[]>,
): Promise<{ from: string; to: string }[]> {
  const known = links.filter(link => ids.has(link.from) && ids.has(link.to) && link.from !== link.to);
  if (known.length === 0) return [];
  const among = (column: string, kind: string) =>
    kind === 'person'
      ? sql`${sql.ref(column)} = any(${ids.get(kind)!}::text[])`
      : sql`${sql.ref(column)} = any(${ids.get(kind)!}::uuid[])`;
  const each = known.map(
    link => sql`
      select ${sql.lit(link.from)} || ':' || from_id::text as "from", ${sql.lit(link.to)} || ':' || to_id::text as "to"
      from (${link.rows}) link
      where project_id = ${projectId} and ${among('from_id', link.from)} and ${among('to_id', link.to)}`,
  );
  const { rows } = await sql<{ from: string; to: string }>`
    select distinct "from", "to" from (${sql.join(each, sql` union all `)}) found`.execute(db);
  return rows;
}

/** Calls of the deployments that are drawn. */
export async function countCalls(
  db: Db,
  deployments: readonly string[],
): Promise<{ id: string; count: number }[]> {
  const { rows } = await sql<{ id: string; count: number }>`
    select d.id::text, calls.count from unnest(${deployments}::uuid[]) d(id)
    cross join lateral (select count(*)::int as count from (
      select 1 from interaction where deployment_id = d.id limit ${sql.lit(countedUpTo)}) c) calls
    where calls.count > 0`.execute(db);
  return rows;
}

export async function countFeedback(db: Db, projectId: string) {
  const { rows } = await sql<{ received: number; accepted: number; waiting: number }>`
    select
      (select count(*)::int from (select 1 from judgement where project_id = ${projectId} and subject_kind = 'interaction'
        limit ${sql.lit(countedUpTo)}) j) as received,
      count(*) filter (where state = 'accepted')::int as accepted,
      count(*) filter (where state = 'proposed')::int as waiting
    from promotion where project_id = ${projectId}`.execute(db);
  return rows[0]!;
}

/** The sources of records. */
export async function listSourcesOf(db: Db, records: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct source_id::text as id from record where id = any(${records}::uuid[])`.execute(db);
  return rows.map(row => row.id);
}
