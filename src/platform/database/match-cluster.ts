import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import { syncDirectory, writeDurably } from '#platform/storage/durable-file.ts';
import type { PostgresHome } from './postgres-home.ts';

const markName = 'installation';

/**
 * A cluster that lives outside its data directory could outlast it: both carry the same mark. A cluster whose data
 * directory was deleted is set aside, not used and not lost; a data directory whose cluster is gone is not given an
 * empty one.
 */
export function setAsideStranger(dataDir: string, home: PostgresHome, log: Log): void {
  const ofData = readMark(dataDir);
  const ofCluster = readMark(path.dirname(home.clusterDir));
  const exists = fs.existsSync(path.join(home.clusterDir, 'PG_VERSION'));
  const belongs = ofData !== undefined && ofData === ofCluster;
  const isStranger = exists && !belongs && home.moved !== undefined;
  if (ofData !== undefined && (!exists || isStranger)) throw clusterMissing(dataDir, home, isStranger);
  if (!isStranger) return;
  const aside = `${home.clusterDir}.${ofCluster ?? 'unknown'}.${Date.now()}`;
  fs.renameSync(home.clusterDir, aside);
  syncDirectory(path.dirname(aside));
  log.warn('a database of an earlier data directory at this place was set aside', { dataDir, aside });
}

function clusterMissing(dataDir: string, home: PostgresHome, isStranger: boolean): AttuneError {
  const found = isStranger ? 'is of another data directory' : 'is not there';
  const where = home.moved ? ` It lies apart from the directory, because ${home.moved}.` : '';
  return new AttuneError(
    'cluster_missing',
    `The database of ${dataDir} is gone: what should be in ${home.clusterDir} ${found}.${where}`,
    {
      remedy:
        'Put it back from where it was moved or copied; or take "attune backup" at the original and "attune restore" here; or start with a new --data directory.',
    },
  );
}

/** The cluster's mark first: a kill between the two leaves an empty cluster that is set aside. */
export function markBoth(dataDir: string, home: PostgresHome | undefined): void {
  writeMarks(dataDir, home, readMark(dataDir) ?? randomUUID());
}

/** A copy gets a mark of its own; the cluster's first, so that a kill between the two leaves the copy a copy. */
export function replaceMark(dataDir: string, home: PostgresHome | undefined): void {
  writeMarks(dataDir, home, randomUUID());
}

function writeMarks(dataDir: string, home: PostgresHome | undefined, mark: string): void {
  for (const dir of home ? [path.dirname(home.clusterDir), dataDir] : [dataDir])
    if (readMark(dir) !== mark) writeDurably(path.join(dir, markName), mark);
}

function readMark(dir: string): string | undefined {
  try {
    return fs.readFileSync(path.join(dir, markName), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
