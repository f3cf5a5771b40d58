import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { commitInGroups } from './commit-in-groups.ts';
import { storableJson } from './storable-json.ts';

test('what comes in one turn is written together, what comes meanwhile goes together next', async () => {
  const groups: number[][] = [];
  const commit = commitInGroups<number>(async rows => {
    groups.push(rows);
    await sleep(5);
  });
  const first = [1, 2].map(commit);
  await sleep(1);
  await Promise.all([...first, ...[3, 4, 5].map(commit)]);
  await commit(6);
  expect(groups).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('a group stays small enough to be sent, and one large row still goes', async () => {
  const groups: number[][] = [];
  const sizes: Record<number, number> = { 2: 30 * 2 ** 20 };
  const write = async (rows: number[]) => void groups.push(rows);
  const commit = commitInGroups(write, { sizeBytes: (row: number) => sizes[row] ?? 1 });
  await Promise.all([1, 2, 3].map(commit));
  expect(groups).toEqual([[1, 2], [3]]);
});

test('a bad row fails alone; a database that is away fails all', async () => {
  const write = async (rows: string[]) => {
    if (rows.includes('bad')) throw Object.assign(new Error('bad row'), { code: '22P02' });
    if (rows.includes('away')) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
  };
  const settled = await Promise.allSettled(['a', 'bad', 'b'].map(commitInGroups(write)));
  expect(settled.map(each => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const down = await Promise.allSettled(['a', 'away', 'c'].map(commitInGroups(write)));
  expect(down.map(each => each.status)).toEqual(['rejected', 'rejected', 'rejected']);
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
