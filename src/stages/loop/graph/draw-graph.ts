import type { Db } from '#platform/database/database.ts';
import type { LineageGroup } from '../lineage/lineage.contract.ts';
import { listRecordPerSource } from '../lineage/link.queries.ts';
import { nameWithoutKind } from '../lineage/name-without-kind.ts';
import { columnOfKind, followFocus, type FollowedPath, keyOf } from './follow-focus.ts';
import { type Graph, type GraphColumn, graphColumns, type GraphNode } from './graph.contract.ts';
import { countCalls, countFeedback, listDrawn, listDrawnLinks, listSourcesOf } from './graph.queries.ts';
import { tidyLinks } from './tidy-links.ts';

export type Focus = { kind: string; id: string; name: string; up: LineageGroup[]; down: LineageGroup[] };

const sourcesPerVersion = 6;
const tableColumns = ['people', 'data', 'dataset', 'run', 'model', 'evaluation', 'deployment'] as const;

/** The whole loop of a project as columns; what is followed comes first in each and is marked. */
export async function drawGraph(db: Db, projectId: string, focus: Focus | undefined): Promise<Graph> {
  const path = focus ? followFocus(focus, focus.up, focus.down) : { nodes: [], links: [] };
  const drawn = await Promise.all(tableColumns.map(column => listDrawn(db, projectId, column)));
  const found = new Map<GraphColumn, GraphNode[]>();
  const totals = new Map<GraphColumn, number>();
  for (const [at, column] of tableColumns.entries()) {
    found.set(
      column,
      drawn[at]!.map(({ kind, id, name, facts }) => asNode({ kind, id, name, facts })),
    );
    totals.set(column, drawn[at]![0]?.total ?? 0);
  }
  const feedback = await countFeedback(db, projectId);
  const calls = await countCalls(db, idsOf(found.get('deployment')!));
  found.set(
    'calls',
    calls.map(({ id, count }) => asNode({ kind: 'calls', id, name: '', facts: { count } })),
  );
  const { received } = feedback;
  found.set(
    'feedback',
    received > 0 ? [asNode({ kind: 'feedback', id: 'all', name: '', facts: { count: received } })] : [],
  );
  addFollowed(found, path);
  const all = [...found.values()].flat();
  const links = [...(await linksAmong(db, projectId, all)), ...path.links];
  const followed = new Set(path.nodes.map(node => node.key));
  return {
    followed: focus ? { kind: focus.kind, id: focus.id, name: focus.name } : null,
    columns: graphColumns.map(column => {
      const nodes = (found.get(column) ?? []).map(node => ({ ...node, isFollowed: followed.has(node.key) }));
      nodes.sort((a, b) => Number(b.isFollowed) - Number(a.isFollowed));
      return { column, total: Math.max(totals.get(column) ?? 0, nodes.length), nodes };
    }),
    edges: tidyLinks(all, links, followed),
    returning: { accepted: feedback.accepted, waiting: feedback.waiting },
  };
}

const asNode = (node: Omit<GraphNode, 'key' | 'isFollowed'>): GraphNode => ({
  ...node,
  key: keyOf(node.kind, node.id),
  isFollowed: false,
});

const idsOf = (nodes: readonly GraphNode[]): string[] => nodes.map(node => node.id);

function addFollowed(found: Map<GraphColumn, GraphNode[]>, path: FollowedPath): void {
  for (const { kind, id, name } of path.nodes) {
    const nodes = found.get(columnOfKind(kind)!)!;
    const node = asNode({ kind, id, name: nameWithoutKind(name), facts: {} });
    if (!nodes.some(each => each.key === node.key)) nodes.push(node);
  }
}

async function linksAmong(db: Db, projectId: string, all: readonly GraphNode[]) {
  const byKind = new Map<string, string[]>();
  for (const { kind, id } of all)
    if (kind !== 'calls' && kind !== 'feedback' && kind !== 'record')
      byKind.set(kind, [...(byKind.get(kind) ?? []), id]);
  const links = await listDrawnLinks(db, projectId, byKind);
  for (const id of byKind.get('dataset_version') ?? []) {
    const version = { kind: 'dataset_version', id };
    const records = await listRecordPerSource(db, projectId, version, 'up', sourcesPerVersion);
    for (const source of await listSourcesOf(db, records))
      links.push({ from: keyOf('source', source), to: keyOf('dataset_version', id) });
  }
  for (const { kind, id, key } of all) {
    if (kind !== 'calls') continue;
    links.push({ from: keyOf('deployment', id), to: key });
    if (all.some(node => node.kind === 'feedback')) links.push({ from: key, to: keyOf('feedback', 'all') });
  }
  return links;
}
