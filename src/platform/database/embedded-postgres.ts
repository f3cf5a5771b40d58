import fs from 'node:fs';
import type { Log } from '#platform/logging/log.ts';
import { makeDirectoryDurably } from '#platform/storage/durable-file.ts';
import { createCluster } from './create-cluster.ts';
import { markBoth, setAsideStranger } from './match-cluster.ts';
import { findPostgresHome, type PostgresHome } from './postgres-home.ts';
import { type PostgresSettings, startPostgres } from './start-postgres.ts';
import { type SupervisedPostgres, supervisePostgres } from './supervise-postgres.ts';

export type EmbeddedPostgres = SupervisedPostgres & { socketDir: string; home: PostgresHome };

const defaults: PostgresSettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: 80,
  shared_buffers: '128MB',
  max_parallel_workers_per_gather: 0,
  dynamic_shared_memory_type: 'mmap',
  log_min_messages: 'warning',
};

/**
 * Starts the embedded PostgreSQL: a real server on a Unix socket, its data below the data directory. It stops when this
 * process ends in any way, and is brought back when it ends by itself. A server of a killed process that is still going
 * down is waited for.
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  log: Log,
  settings: PostgresSettings = {},
): Promise<EmbeddedPostgres> {
  makeDirectoryDurably(dataDir);
  const home = findPostgresHome(dataDir);
  setAsideStranger(dataDir, home, log);
  await createCluster(home);
  markBoth(dataDir, home);
  const own = { unix_socket_directories: home.socketDir, max_wal_size: fitLog(home.clusterDir) };
  const all = { ...defaults, ...own, ...settings };
  const server = supervisePostgres(await startPostgres(home, all), home, all, log);
  return { ...server, socketDir: home.socketDir, home };
}

const megabyte = 2 ** 20;

/** PostgreSQL's log may take a tenth of the disk, so that on a small one it is not what fills it. */
function fitLog(dir: string): string {
  const { blocks, bsize } = fs.statfsSync(dir);
  const tenth = Math.floor((blocks * bsize) / 10 / megabyte);
  return `${Math.min(2_048, Math.max(96, tenth))}MB`;
}
