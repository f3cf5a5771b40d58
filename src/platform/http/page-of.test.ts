import { expect, it } from 'vitest';
import { byId, pageOf } from './page-of.ts';

const rows = ['a', 'b', 'c'].map(id => ({ id }));

it('shows as many as asked for and says after what to go on, null on the last page', () => {
  expect(pageOf(rows, 2, byId, byId)).toEqual({ items: ['a', 'b'], next: 'b' });
  expect(pageOf(rows, 3, byId, byId)).toEqual({ items: ['a', 'b', 'c'], next: null });
  expect(pageOf([], 3, byId, byId)).toEqual({ items: [], next: null });
  expect(
    pageOf(
      [{ n: 7 }, { n: 8 }],
      1,
      ({ n }) => n,
      ({ n }) => n,
    ),
  ).toEqual({ items: [7], next: '7' });
});
