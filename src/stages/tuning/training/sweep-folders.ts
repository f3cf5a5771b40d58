import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Services } from '#platform/http/services.ts';
import { listKnownRuns } from '../runs/run.queries.ts';

/**
 * What a killed server left in its data directory, which is nobody's: folders of checks whose run was never queued, and
 * of scoring, which begins anew. They hold training rows. Only for a start, when no request is being answered.
 */
export async function sweepFolders(services: Services): Promise<void> {
  const { dataDir } = services.config;
  await rm(path.join(dataDir, 'scoring'), { recursive: true, force: true });
  const runs = path.join(dataDir, 'runs');
  const names = await readdir(runs).catch(() => []);
  const known = new Set(await listKnownRuns(services.db, names));
  for (const name of names.filter(each => !known.has(each)))
    await rm(path.join(runs, name), { recursive: true, force: true });
}
