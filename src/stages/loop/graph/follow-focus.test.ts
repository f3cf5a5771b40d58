import { expect, test } from 'vitest';
import type { LineageGroup, LineageNode } from '../lineage/lineage.contract.ts';
import { followFocus } from './follow-focus.ts';
import { tidyLinks } from './tidy-links.ts';

const node = (kind: string, id: string, ...groups: LineageGroup[]): LineageNode => ({
  kind,
  id,
  name: id,
  detail: null,
  repeated: false,
  cut: false,
  groups,
});
const group = (kind: string, count: number, ...nodes: LineageNode[]): LineageGroup => ({
  kind,
  relation: 'made',
  count,
  more: false,
  all: null,
  nodes,
});
const keys = (up: LineageGroup[], down: LineageGroup[], kind = 'run') =>
  followFocus({ kind, id: 'x', name: 'x' }, up, down);

test('examples of many rows are no way: the path goes through their source', () => {
  const source = group('source', 1, node('source', 's'));
  const version = node('dataset_version', 'd', group('record', 400, node('record', 'r', source)));
  const { nodes, links } = keys([group('dataset_version', 1, version)], []);
  expect(nodes.map(each => each.key)).toEqual(['run:x', 'dataset_version:d', 'source:s']);
  expect(links).toContainEqual({ from: 'source:s', to: 'dataset_version:d' });
});

test('what feedback becomes is not followed back round to the left', () => {
  const record = group(
    'record',
    1,
    node('record', 'r', group('dataset_version', 1, node('dataset_version', 'd2'))),
  );
  const promotion = group('promotion', 1, node('promotion', 'p', record));
  const { nodes } = keys([], [group('judgement', 1, node('judgement', 'j', promotion))], 'interaction');
  expect(nodes.map(each => each.kind)).toEqual(['interaction', 'judgement', 'promotion']);
});

test('a record between its source and a version is passed through, and no line skips a column', () => {
  const nodes = ['person:p', 'source:s', 'record:r', 'dataset_version:d', 'evaluation:e'].map(key => ({
    key,
    kind: key.split(':')[0]!,
  }));
  const links = [
    { from: 'person:p', to: 'source:s' },
    { from: 'source:s', to: 'record:r' },
    { from: 'record:r', to: 'dataset_version:d' },
    { from: 'dataset_version:d', to: 'evaluation:e' },
  ];
  const lines = tidyLinks(nodes, links, new Set(['person:p', 'record:r'])).map(
    ({ from, to, isFollowed }) => `${from} ${to} ${isFollowed}`,
  );
  expect(lines.toSorted()).toEqual([
    'person:p record:r true',
    'person:p source:s false',
    'record:r dataset_version:d false',
    'source:s dataset_version:d false',
  ]);
});
