import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
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
  if (!exists && ofData !== undefined)
    throw new AttuneError(
      'cluster_missing',
      `The database of ${dataDir} is gone: there is nothing in ${home.clusterDir}.`,
      {
        remedy: 'Put it back from where it was moved or copied, or start with a new --data directory.',
      },
    );
  const belongs = ofData !== undefined && ofData === ofCluster;
  if (!exists || belongs || home.moved === undefined) return;
  const aside = `${home.clusterDir}.${ofCluster ?? 'unknown'}.${Date.now()}`;
  fs.renameSync(home.clusterDir, aside);
  log.warn('a database of an earlier data directory at this place was set aside', { dataDir, aside });
}

/** The cluster's mark first: a kill between the two leaves an empty cluster that is set aside. */
export function markBoth(dataDir: string, home: PostgresHome): void {
  const clusterHome = path.dirname(home.clusterDir);
  const mark = readMark(dataDir) ?? randomUUID();
  if (readMark(clusterHome) !== mark)
    fs.writeFileSync(path.join(clusterHome, markName), mark, { flush: true });
  if (readMark(dataDir) !== mark) fs.writeFileSync(path.join(dataDir, markName), mark, { flush: true });
}

function readMark(dir: string): string | undefined {
  try {
    return fs.readFileSync(path.join(dir, markName), 'utf8');
  } catch {
    return undefined;
  }
}
