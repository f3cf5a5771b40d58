import type { ConnectedDatabase } from '#platform/database/connect.ts';
import { markBoth, replaceMark } from '#platform/database/match-cluster.ts';
import type { PostgresHome } from '#platform/database/postgres-home.ts';
import { endAccess, prepareCopy, refuseSharedDatabase } from './adopt-copy.ts';
import { findOriginal, recordPlace, refuseCopy, refuseWithOriginal } from './recognise-copy.ts';

/** What the operator says of a directory that is not where its mark was written. */
export type Entry = { adoptCopy?: boolean; moved?: boolean };

/** Before the database starts: whether the directory is an original, or a copy that is to become a platform of its own. */
export function examineDirectory(dataDir: string, entry: Entry): 'original' | 'copy' {
  if (entry.moved) refuseWithOriginal(dataDir);
  if (entry.moved || findOriginal(dataDir) === undefined) return 'original';
  if (!entry.adoptCopy) refuseCopy(dataDir);
  prepareCopy(dataDir);
  return 'copy';
}

/** After the schema is there: a copy loses what it must not share, and the directory's place is recorded. */
export async function settleDirectory(
  dataDir: string,
  kind: 'original' | 'copy',
  database: Pick<ConnectedDatabase, 'db' | 'embedded'>,
): Promise<void> {
  const home = database.embedded?.home;
  if (kind === 'copy') {
    if (!home) await refuseSharedDatabase(database.db);
    await endAccess(database.db, 'installation', 'installation.adopt_copy');
    replaceMark(dataDir, home);
  }
  markPlace(dataDir, home);
}

/** This directory is an original, here. */
export function markPlace(dataDir: string, home: PostgresHome | undefined): void {
  markBoth(dataDir, home);
  recordPlace(dataDir);
}
