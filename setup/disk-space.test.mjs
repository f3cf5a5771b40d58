import { expect, test } from 'vitest';
import { checkSpace, sumByDisk } from './disk-space.mjs';

const oneDisk = { freeBytes: () => 3e9, diskOf: () => 1 };

test('needs on one disk are added up, on two disks they are not', () => {
  const needs = [
    { dir: '/a', needBytes: 2e9 },
    { dir: '/b', needBytes: 2e9 },
  ];
  expect(sumByDisk(needs, () => 1)).toEqual([{ dir: '/a', needBytes: 4e9 }]);
  expect(sumByDisk(needs, dir => dir)).toHaveLength(2);
  expect(() => checkSpace(needs, { ...oneDisk, diskOf: dir => dir })).not.toThrow();
});

test('says how much is needed and how much is missing', () => {
  const needs = [{ dir: '/a', needBytes: 4.2e9 }];
  expect(() => checkSpace(needs, oneDisk)).toThrow(
    '/a needs 4.2 GB of free space, has 3.0 GB: 1.2 GB are missing.',
  );
  expect(() => checkSpace(needs, oneDisk)).toThrow(expect.objectContaining({ exitCode: 4 }));
});

test('nothing to do needs nothing', () => {
  expect(() => checkSpace([], { ...oneDisk, freeBytes: () => 0 })).not.toThrow();
});
