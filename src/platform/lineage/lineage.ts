import type { Db } from '#platform/database/database.ts';
import './lineage.tables.ts';

/** An object anywhere in the loop: `record`, `dataset_version`, `run`, `model_version`, `evaluation`, `interaction`, … */
export type Node = { kind: string; id: string };
export type Edge = { from: Node; to: Node; relation: string };

/** Writes edges in the caller's transaction; an edge that is there already stays as it is. */
export async function addEdges(db: Db, projectId: string, edges: Edge[]): Promise<void> {
  if (edges.length === 0) return;
  const rows = edges.map(edge => ({
    projectId,
    fromKind: edge.from.kind,
    fromId: edge.from.id,
    toKind: edge.to.kind,
    toId: edge.to.id,
    relation: edge.relation,
  }));
  for (let start = 0; start < rows.length; start += batchRows)
    await db
      .insertInto('lineageEdge')
      .values(rows.slice(start, start + batchRows))
      .onConflict(conflict => conflict.doNothing())
      .execute();
}

const batchRows = 1_000;

export type Direction = 'up' | 'down';

/** Edges that end (`up`: what it came from) or start (`down`: what came of it) at a node, oldest first. */
export async function listEdges(
  db: Db,
  projectId: string,
  node: Node,
  direction: Direction,
  limit: number,
): Promise<Edge[]> {
  const [kind, id] = direction === 'up' ? (['toKind', 'toId'] as const) : (['fromKind', 'fromId'] as const);
  const rows = await db
    .selectFrom('lineageEdge')
    .selectAll()
    .where('projectId', '=', projectId)
    .where(kind, '=', node.kind)
    .where(id, '=', node.id)
    .orderBy('at')
    .orderBy('fromId')
    .limit(limit)
    .execute();
  return rows.map(row => ({
    from: { kind: row.fromKind, id: row.fromId },
    to: { kind: row.toKind, id: row.toId },
    relation: row.relation,
  }));
}

/** For an object that is taken back as if it had never been. */
export async function deleteEdgesTo(db: Db, node: Node): Promise<void> {
  await db.deleteFrom('lineageEdge').where('toKind', '=', node.kind).where('toId', '=', node.id).execute();
}
