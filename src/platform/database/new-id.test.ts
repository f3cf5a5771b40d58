import { expect, it } from 'vitest';
import { isId, newId, raiseIds } from './new-id.ts';

it('makes UUIDs of version 7 that never repeat and sort as they were made', () => {
  const ids = Array.from({ length: 50_000 }, () => newId());
  expect(ids.every(isId)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});

it('carries the time, and keeps order when the clock goes back', () => {
  const later = newId(Date.UTC(2040, 0, 1));
  expect(parseInt(later.slice(0, 8) + later.slice(9, 13), 16)).toBe(Date.UTC(2040, 0, 1));
  expect(newId(Date.UTC(2030, 0, 1)) > later).toBe(true);
});

it('goes on after an id that somebody else made', () => {
  const theirs = newId(Date.UTC(2050, 0, 1)).replace(/7...-/, '7fff-');
  raiseIds(theirs);
  expect(newId() > theirs).toBe(true);
});

it('uses every random bit: no two ids of a millisecond share their end', () => {
  const ends = Array.from({ length: 4_000 }, () => newId().slice(19));
  expect(new Set(ends).size).toBe(ends.length);
  const bits = Array.from({ length: 62 }, (_, bit) =>
    ends.reduce(
      (ones, end) => ones + Number((BigInt(`0x${end.replaceAll('-', '')}`) >> BigInt(bit)) & 1n),
      0,
    ),
  );
  for (const ones of bits) expect(Math.abs(ones - 2_000)).toBeLessThan(250);
});
