import fs from 'node:fs';
import path from 'node:path';
import { PassingFault } from '#platform/http/attune-error.ts';

/**
 * The last of the disk belongs to small writes: votes, calls, feedback, the database's own log. Bulk work (uploads,
 * imports, files of a version) stops before it, so that PostgreSQL does not go down for want of a log segment.
 */
export const reserveBytes = 64 * 2 ** 20;

/** What an unprivileged process may still write where `dir` lies, or will lie. */
export function measureFreeBytes(dir: string): number {
  for (let at = path.resolve(dir); ; at = path.dirname(at))
    try {
      const { bavail, bsize } = fs.statfsSync(at);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || at === path.dirname(at)) throw error;
    }
}

/** Throws `disk_full` unless `bytes` more fit below `dir` beside the reserve. */
export function assertSpace(dir: string, bytes: number): void {
  const needed = bytes + reserveBytes;
  if (measureFreeBytes(dir) < needed) throw diskFull(dir, needed);
}

/** 507 `disk_full`, with what is free, what is needed and what is missing. Less than the reserve is never enough. */
export function diskFull(dir: string, neededBytes = reserveBytes, cause?: unknown): PassingFault {
  const freeBytes = measureFreeBytes(dir);
  const missingBytes = Math.max(neededBytes - freeBytes, 2 ** 20);
  const [free, needed, missing] = [freeBytes, freeBytes + missingBytes, missingBytes].map(formatMegabytes);
  return new PassingFault(
    'disk_full',
    `The disk of ${dir} is full: ${free} are free, ${needed} are needed, ${missing} are missing.`,
    {
      status: 507,
      remedy: `Make room for ${missing} there. Work that waits for it goes on by itself; send again what was refused.`,
      fields: { directory: dir, freeBytes, neededBytes: freeBytes + missingBytes, missingBytes },
      cause,
    },
  );
}

/** Of Node or the operating system: no blocks, or no quota, left. */
export const isNoSpace = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');

const formatMegabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
