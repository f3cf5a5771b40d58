import type { LineageGroup } from '../lineage/lineage.contract.ts';
import { type GraphColumn, graphColumns } from './graph.contract.ts';

const columnOf: Record<string, GraphColumn> = {
  person: 'people',
  source: 'data',
  record: 'data',
  dataset_version: 'dataset',
  run: 'run',
  model_version: 'model',
  base_model: 'model',
  connection: 'model',
  evaluation: 'evaluation',
  deployment: 'deployment',
  interaction: 'calls',
  judgement: 'feedback',
  promotion: 'feedback',
};
export const columnOfKind = (kind: string): GraphColumn | undefined => columnOf[kind];
export const keyOf = (kind: string, id: string): string => `${kind}:${id}`;

export type Followed = { key: string; kind: string; id: string; name: string };
export type FollowedPath = { nodes: Followed[]; links: { from: string; to: string }[] };

const mostOfAKind = 3;

/**
 * The path through one object: back to the left of it, forward to the right. Where a walk turns round (feedback that became
 * rows of the next version) it ends: that is the returning arrow, not the way that led here.
 */
export function followFocus(
  start: Omit<Followed, 'key'>,
  up: readonly LineageGroup[],
  down: readonly LineageGroup[],
): FollowedPath {
  const first = { ...start, key: keyOf(start.kind, start.id) };
  const path: FollowedPath = { nodes: [first], links: [] };
  for (const [groups, step] of [
    [up, -1],
    [down, 1],
  ] as const)
    collect(path, first, groups, step);
  return path;
}

function collect(path: FollowedPath, from: Followed, groups: readonly LineageGroup[], step: -1 | 1): void {
  for (const group of groups)
    for (const node of group.nodes) {
      const next = { key: keyOf(node.kind, node.id), kind: node.kind, id: node.id, name: node.name };
      if (!goesOn(from.kind, next.kind, step)) continue;
      // A few of many rows are examples, not the way: their source is.
      if (next.kind === 'record' && group.count > mostOfAKind) {
        collect(path, from, node.groups, step);
        continue;
      }
      const isKnown = path.nodes.some(each => each.key === next.key);
      if (!isKnown && path.nodes.filter(each => each.kind === next.kind).length >= mostOfAKind) continue;
      if (!isKnown) path.nodes.push(next);
      path.links.push(step === 1 ? { from: from.key, to: next.key } : { from: next.key, to: from.key });
      collect(path, next, node.groups, step);
    }
}

function goesOn(from: string, to: string, step: -1 | 1): boolean {
  const [a, b] = [columnOf[from], columnOf[to]];
  if (!a || !b) return false;
  return (graphColumns.indexOf(b) - graphColumns.indexOf(a)) * step >= 0;
}
