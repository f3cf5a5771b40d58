import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Direction, Node } from '#platform/lineage/lineage.ts';
import { type Link, links } from './known-links.queries.ts';

export type NeighbourGroup = {
  kind: string;
  relation: string;
  /** Exact up to `countUpTo`; beyond it where somebody keeps count, else `countUpTo` and `more`. */
  count: number;
  more: boolean;
  ids: string[];
};

/** Counting a million neighbours takes a second: of more than this people read "1,000+", or a number that is kept anyway. */
export const countUpTo = 1_000;
const examplesAmong = 400;

/** The nodes next to a node, counted by kind, each kind with its first ids (oldest first). */
export async function listNeighbourGroups(
  db: Db,
  projectId: string,
  node: Node,
  direction: Direction,
  limit: number,
): Promise<NeighbourGroup[]> {
  const { rows } = await sql<NeighbourGroup>`
    select kind, min(relation) as relation, least(count(*), ${countUpTo})::int as count, count(*) > ${countUpTo} as more,
      (array_agg(id order by id collate "C"))[1:${sql.lit(limit)}] as ids
    from (${each(neighbours({ projectId, node, direction, limit: countUpTo + 1 }))}) neighbour group by kind`.execute(
    db,
  );
  return Promise.all(rows.map(group => (group.more ? withKeptCount(db, node, direction, group) : group)));
}

async function withKeptCount(
  db: Db,
  node: Node,
  direction: Direction,
  group: NeighbourGroup,
): Promise<NeighbourGroup> {
  const [, other] = ends(direction);
  const kept = linksOf(node, direction).find(
    link => link[other] === group.kind && link.counted?.direction === direction,
  )?.counted;
  if (!kept) return group;
  const { rows } = await sql<{ count: number | null }>`
    select count from (${kept.rows}) kept where id = ${node.id}::uuid`.execute(db);
  const count = rows[0]?.count ?? 0;
  return count > countUpTo ? { ...group, count, more: false } : group;
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
    select id from (${each(neighbours({ projectId, node, direction, ...page }))}) neighbour
    order by id collate "C" limit ${page.limit}`.execute(db);
  return rows.map(row => row.id);
}

/** Of the first and the last records next to a node, the first one of every source: examples that leave few sources out. */
export async function listRecordPerSource(
  db: Db,
  projectId: string,
  node: Node,
  direction: Direction,
  limit: number,
): Promise<string[]> {
  const wish = { projectId, node, direction, of: 'record', limit: examplesAmong };
  const both = [...neighbours(wish), ...neighbours({ ...wish, newestFirst: true })];
  const { rows } = await sql<{ id: string }>`
    select id from (
      select distinct on (r.source_id) r.id::text as id
      from (${each(both)}) neighbour join record r on r.id = neighbour.id::uuid
      order by r.source_id, r.id) first_of_source order by id collate "C" limit ${limit}`.execute(db);
  return rows.map(row => row.id);
}

type Wish = {
  projectId: string;
  node: Node;
  direction: Direction;
  /** Only neighbours of this kind. */
  of?: string;
  after?: string;
  /** So many at the most from every place where neighbours stand. */
  limit: number;
  newestFirst?: boolean;
};

/** kind, id and relation of the nodes next to this one, from every place where they stand, in the order of ids. */
function neighbours(wish: Wish): RawBuilder<unknown>[] {
  const { node, direction, of } = wish;
  const [, other] = ends(direction);
  const own = linksOf(node, direction).filter(link => of === undefined || link[other] === of);
  return [edges(wish), ...own.map(link => linked(wish, link))];
}

const ends = (direction: Direction) =>
  direction === 'up' ? (['to', 'from'] as const) : (['from', 'to'] as const);

const linksOf = (node: Node, direction: Direction): Link[] =>
  links.filter(link => link[ends(direction)[0]] === node.kind);

/** Each node once, however many places name it. */
const each = (places: RawBuilder<unknown>[]) =>
  sql`select kind, id, min(relation) as relation from (${sql.join(places, sql` union all `)}) place group by kind, id`;

function linked(
  { projectId, node, direction, after, limit, newestFirst }: Wish,
  link: Link,
): RawBuilder<unknown> {
  const [mine, other] = ends(direction);
  const otherId = sql.ref(`${other}_id`);
  const later = after ? sql`and ${otherId} > ${typed(link[other], after)}` : sql``;
  return sql`
    (select ${sql.lit(link[other])} as kind, ${otherId}::text as id, ${sql.lit(link.relation)} as relation
    from (${link.rows}) link where project_id = ${projectId} and ${sql.ref(`${mine}_id`)} = ${typed(node.kind, node.id)} ${later}
    order by ${otherId} ${newestFirst ? sql`desc` : sql``} limit ${limit})`;
}

/** Edges by kind of neighbour: the next kind is looked up in the index, so that many of one kind hide no other. */
function edges({ projectId, node, direction, of, after, limit, newestFirst }: Wish): RawBuilder<unknown> {
  const [mine, other] = ends(direction);
  const [kind, id] = [sql.ref(`${other}_kind`), sql.ref(`${other}_id`)];
  const here = sql`project_id = ${projectId} and ${sql.ref(`${mine}_kind`)} = ${node.kind} and ${sql.ref(`${mine}_id`)} = ${node.id}`;
  const next = (condition: RawBuilder<unknown>) =>
    sql`select ${kind} as kind from lineage_edge where ${here} ${condition} order by ${kind} limit 1`;
  const kinds = of
    ? sql`select ${of}::text as kind`
    : sql`
      with recursive met as (
        (${next(sql``)}) union all
        select (${next(sql`and ${kind} > met.kind`)}) from met where met.kind is not null)
      select kind from met where kind is not null`;
  return sql`
    select met.kind, edge.id, edge.relation from (${kinds}) met cross join lateral (
      select ${id} as id, relation from lineage_edge
      where ${here} and ${kind} = met.kind ${after ? sql`and ${id} collate "C" > ${after}` : sql``}
      order by ${id} ${newestFirst ? sql`desc` : sql``} limit ${limit}) edge`;
}

/** People are named by text, everything else by UUID; the right type lets the index be used. */
const typed = (kind: string, id: string) => (kind === 'person' ? sql`${id}::text` : sql`${id}::uuid`);
