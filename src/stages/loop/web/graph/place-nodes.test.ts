import { expect, test } from 'vitest';
import type { Graph } from '../../graph/graph.contract.ts';
import { lineBetween, neighbourOf, placeNodes } from './place-nodes.ts';

const column = (name: string, ...keys: string[]) => ({
  column: name,
  total: keys.length,
  nodes: keys.map(key => ({
    key,
    kind: 'run',
    id: key,
    name: key,
    facts: {},
    isFollowed: key.endsWith('!'),
  })),
});
const placed = placeNodes(
  [
    column('people', 'a', 'b'),
    column('data'),
    column('dataset', 'c', 'd!'),
    column('run', 'e!'),
  ] as Graph['columns'],
  400,
);
const at = (key: string) => placed.find(each => each.key === key)!;
const beside = (key: string, to: 'left' | 'right' | 'up' | 'down') => neighbourOf(placed, at(key), to)?.key;

test('arrows walk within a column, and over empty columns to the next one', () => {
  expect(beside('a', 'down')).toBe('b');
  expect(beside('a', 'up')).toBeUndefined();
  expect(beside('a', 'right')).toBe('c');
  expect(beside('c', 'left')).toBe('a');
  expect(beside('e!', 'right')).toBeUndefined();
});

test('on the followed path they stay on it', () => {
  expect(beside('e!', 'left')).toBe('d!');
});

test('a line is straight between equals and ends at the card', () => {
  expect(lineBetween(at('c'), at('e!'))).toMatch(/^M276 \d+H300$/);
  expect(lineBetween(at('d!'), at('e!'))).toContain('C');
});
