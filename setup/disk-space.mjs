import fs from 'node:fs';
import path from 'node:path';
import { notEnoughSpace } from './failures.mjs';

/** Throws where the disks have less free space than the steps still to do need. Needs on one disk are added up. */
export function checkSpace(needs, { freeBytes = findFreeBytes, diskOf = findDisk } = {}) {
  for (const { dir, needBytes } of sumByDisk(needs, diskOf)) {
    const free = freeBytes(dir);
    if (free < needBytes) throw notEnoughSpace({ dir, needBytes, freeBytes: free });
  }
}

export function sumByDisk(needs, diskOf) {
  const byDisk = new Map();
  for (const { dir, needBytes } of needs) {
    const disk = diskOf(dir);
    const before = byDisk.get(disk);
    byDisk.set(disk, { dir: before?.dir ?? dir, needBytes: (before?.needBytes ?? 0) + needBytes });
  }
  return [...byDisk.values()];
}

function findFreeBytes(dir) {
  const { bavail, bsize } = fs.statfsSync(nearestExisting(dir));
  return bavail * bsize;
}

const findDisk = dir => fs.statSync(nearestExisting(dir)).dev;

function nearestExisting(dir) {
  let at = dir;
  while (!fs.existsSync(at) && at !== path.dirname(at)) at = path.dirname(at);
  return at;
}
