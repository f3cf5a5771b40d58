import { createHash } from 'node:crypto';
import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Services } from '#platform/http/services.ts';
import { makeDirectoryDurably, syncDirectory } from '#platform/storage/durable-file.ts';
import { linkOrCopy } from '#platform/storage/link-or-copy.ts';
import { filesForPython } from './served-by.ts';

/**
 * The folder of what training left, as the engine reads it: files by their own names, linked to those of the store. Made
 * once and kept below the data directory, under a name that says what is in it. Throws `not_found` where a file is gone.
 */
export async function layOutAdapter(
  { config, store }: Pick<Services, 'config' | 'store'>,
  versionFiles: Record<string, string>,
): Promise<string> {
  const files = Object.entries(filesForPython(versionFiles)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const above = path.join(config.dataDir, 'adapters');
  const folder = path.join(above, digestOf(files));
  if (await exists(folder)) return folder;
  makeDirectoryDurably(above);
  const half = await mkdtemp(path.join(above, 'half-'));
  try {
    for (const [name, digest] of files) {
      await store.size(digest);
      await linkOrCopy(store.pathOf(digest), path.join(half, name));
    }
    syncDirectory(half);
    await rename(half, folder);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

const digestOf = (files: readonly (readonly [string, string])[]): string =>
  createHash('sha256')
    .update(files.map(([name, digest]) => `${digest}  ${name}\n`).join(''))
    .digest('hex');

const exists = (folder: string): Promise<boolean> =>
  access(folder).then(
    () => true,
    () => false,
  );
