import fs from 'node:fs';
import path from 'node:path';
import type { Db } from '#platform/database/database.ts';
import { listBaseModels } from '#stages/models/index.ts';

/** Base models are in a backup by name and digest, not by their gigabytes: which of them this machine has not. */
export async function inspectBases(db: Db, runtimeDir: string): Promise<string[]> {
  const bases = await listBaseModels(db);
  return bases.flatMap(({ slug, origin, digest, path: directory }) => {
    const at = path.resolve(runtimeDir, directory);
    if (fs.existsSync(at)) return [];
    const remedy =
      origin === 'starter'
        ? 'run "npm run setup"'
        : `put the files with the digest ${digest.slice(0, 12)}… there`;
    return [`Base model ${slug} is not at ${at}: ${remedy}. Its tuned versions answer once it is there.`];
  });
}
