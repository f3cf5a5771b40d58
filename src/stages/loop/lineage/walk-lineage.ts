import type { Db } from '#platform/database/database.ts';
import type { Direction, Node } from '#platform/lineage/lineage.ts';
import type { LineageGroup, LineageNode } from './lineage.contract.ts';
import { listNeighbourGroups, listRecordPerSource, type NeighbourGroup } from './link.queries.ts';
import { nameNodes } from './name-nodes.ts';
import { kindOrder } from './node-kinds.ts';
import type { Named } from './node.queries.ts';

/** Up to so many neighbours of a kind are all shown; of more only examples. */
const showAllUpTo = 5;
const examples = 3;
const exampleSources = 6;
/** A tree of more nodes than this is read by nobody; what is behind its end is marked as cut. */
const mostNodes = 400;

type Walk = { db: Db; projectId: string; direction: Direction; seen: Set<string>; nodes: number };

/** Everything in one direction from a node, as a tree: nearest first, each node opened where it is met first. */
export async function walkLineage(
  db: Db,
  projectId: string,
  start: Node,
  direction: Direction,
  depth: number,
): Promise<LineageGroup[]> {
  const walk = { db, projectId, direction, seen: new Set([keyOf(start)]), nodes: 0 };
  return openNode(walk, start, depth);
}

async function openNode(walk: Walk, node: Node, depth: number): Promise<LineageGroup[]> {
  const { db, projectId, direction } = walk;
  const found = await listNeighbourGroups(db, projectId, node, direction, showAllUpTo);
  found.sort((a, b) => kindOrder(a.kind) - kindOrder(b.kind) || (a.kind < b.kind ? -1 : 1));
  const shown = await Promise.all(found.map(group => showGroup(walk, node, group)));
  const groups: LineageGroup[] = [];
  // One after the other: what the tree has met is opened where it was met first.
  for (const { names, ...group } of shown)
    groups.push({ ...group, nodes: await openNodes(walk, group.kind, names, depth - 1) });
  return groups;
}

type ShownGroup = Omit<LineageGroup, 'nodes'> & { names: Named[] };

async function showGroup(walk: Walk, node: Node, group: NeighbourGroup): Promise<ShownGroup> {
  const { db, projectId, direction } = walk;
  const { kind, relation, count, more } = group;
  const ids = !more && count <= showAllUpTo ? group.ids : await chooseExamples(walk, node, group);
  const names = await nameNodes(db, projectId, kind, ids);
  const all = more || ids.length < count ? { ...node, direction, of: kind } : null;
  return { kind, relation, count, more, all, names };
}

async function openNodes(walk: Walk, kind: string, names: Named[], depth: number): Promise<LineageNode[]> {
  const nodes: LineageNode[] = [];
  for (const each of names)
    nodes.push({ kind, ...each, ...(await openOnce(walk, { kind, id: each.id }, depth)) });
  return nodes;
}

async function chooseExamples(walk: Walk, node: Node, { kind, ids }: NeighbourGroup): Promise<string[]> {
  const { db, projectId, direction } = walk;
  const covering =
    kind === 'record' && node.kind !== 'source'
      ? await listRecordPerSource(db, projectId, node, direction, exampleSources)
      : [];
  return [...new Set([...covering, ...ids])].slice(0, Math.max(examples, covering.length));
}

async function openOnce(
  walk: Walk,
  node: Node,
  depth: number,
): Promise<Pick<LineageNode, 'repeated' | 'cut' | 'groups'>> {
  const key = keyOf(node);
  if (walk.seen.has(key)) return { repeated: true, cut: false, groups: [] };
  walk.nodes += 1;
  if (depth <= 0 || walk.nodes >= mostNodes) return { repeated: false, cut: true, groups: [] };
  walk.seen.add(key);
  return { repeated: false, cut: false, groups: await openNode(walk, node, depth) };
}

const keyOf = ({ kind, id }: Node): string => `${kind} ${id}`;
