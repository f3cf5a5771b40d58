import { expect, test } from 'vitest';
import { commitInGroups } from './commit-in-groups.ts';
import { storableJson } from './storable-json.ts';

test('what comes while something is written goes together next', async () => {
  const groups: number[][] = [];
  const commit = commitInGroups<number>(async rows => {
    groups.push(rows);
    await new Promise(resolve => setTimeout(resolve, 5));
  });
  await Promise.all([1, 2, 3, 4].map(commit));
  await commit(5);
  expect(groups).toEqual([[1], [2, 3, 4], [5]]);
});

test('a bad row fails alone; a database that is away fails all', async () => {
  const write = async (rows: string[]) => {
    if (rows.includes('bad')) throw Object.assign(new Error('bad row'), { code: '22P02' });
    if (rows.includes('away')) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
  };
  const settled = await Promise.allSettled(['first', 'a', 'bad', 'b'].map(commitInGroups(write)));
  expect(settled.map(each => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  const down = await Promise.allSettled(['first', 'away', 'c'].map(commitInGroups(write)));
  expect(down.map(each => each.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
});

test('JSON for PostgreSQL has no NUL and no half characters, and escaped text stays text', () => {
  expect(JSON.parse(storableJson({ a: 'x\0y', b: '\ud800', c: '🎉', d: '\\u0000', e: '\\\0' }))).toEqual({
    a: 'x\ufffdy',
    b: '\ufffd',
    c: '🎉',
    d: '\\u0000',
    e: '\\\ufffd',
  });
});
