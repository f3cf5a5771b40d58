import { expect, test } from 'vitest';
import type { Lineage, LineageGroup, LineageNode } from '../../lineage/lineage.contract.ts';
import { threadNodes } from './thread-nodes.ts';

const node = (kind: string, id: string, groups: LineageGroup[] = []): LineageNode => ({
  kind,
  id,
  name: `${kind} ${id}`,
  detail: null,
  repeated: false,
  cut: false,
  groups,
});
const group = (kind: string, nodes: LineageNode[], count = nodes.length): LineageGroup => ({
  kind,
  relation: 'made',
  count,
  all: null,
  more: false,
  nodes,
});

test('every kind once, in the order of a row’s life, the current one marked', () => {
  const records = group(
    'record',
    [
      node('record', 'a', [group('source', [node('source', 's')])]),
      node('record', 'b', [group('source', [node('source', 's')])]),
    ],
    430,
  );
  const lineage: Lineage = {
    kind: 'run',
    id: 'r',
    name: 'run 3',
    detail: null,
    up: [group('dataset_version', [node('dataset_version', 'd', [records])])],
    down: [group('model_version', [node('model_version', 'm')])],
  };
  const nodes = threadNodes(lineage);
  expect(nodes.map(each => [each.kind, each.count])).toEqual([
    ['source', 1],
    ['record', 430],
    ['dataset_version', 1],
    ['run', 1],
    ['model_version', 1],
    ['evaluation', 0],
    ['deployment', 0],
    ['interaction', 0],
    ['judgement', 0],
  ]);
  expect(nodes.find(each => each.isCurrent)?.one).toEqual({ id: 'r', name: 'run 3' });
  expect(nodes[1]!.one).toBeUndefined();
  expect(nodes[0]!.one?.id).toBe('s');
});
