import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Config } from '#platform/config/config.ts';
import { embeddedAddress } from '#platform/database/connect.ts';
import { type Database, openDatabase } from '#platform/database/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/database/embedded-postgres.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { claimDataDirectory } from '#platform/installation/claim-data-directory.ts';
import { type Holder, listLiveHolders } from '#platform/installation/holders.ts';
import { refuseCopy } from '#platform/installation/recognise-copy.ts';
import type { Log } from '#platform/logging/log.ts';
import { emptyDatabase, markUnfinished, refuseHalfRestored } from './restore-target.ts';

type Place = Pick<Config, 'dataDir' | 'databaseUrl'>;

export type Opened = { client: pg.Client; close(): Promise<void> };

/**
 * A connection of its own to the database of a data directory: of the server that runs on it, or, where none does, of
 * the embedded database started for this purpose. DATABASE_URL names the other kind, as it does for the server.
 */
export async function openSourceDatabase(place: Place, log: Log): Promise<Opened> {
  const { dataDir, databaseUrl } = place;
  if (!fs.existsSync(dataDir)) throw noPlatform(dataDir);
  refuseCopy(dataDir);
  refuseHalfRestored(dataDir);
  const servers = await listLiveHolders(dataDir);
  const server = servers.find(each => each.what === 'server');
  refuseOtherKind(dataDir, databaseUrl, server);
  if (databaseUrl) return connected({ connectionString: databaseUrl });
  const { clusterDir, socketDir } = findPostgresHome(dataDir);
  if (server) return connected(embeddedAddress(socketDir));
  if (!fs.existsSync(path.join(clusterDir, 'PG_VERSION'))) throw noPlatform(dataDir);
  return startForBackup(dataDir, log);
}

async function startForBackup(dataDir: string, log: Log): Promise<Opened> {
  const wish = { what: 'backup' as const, origin: null, roles: [], database: 'embedded' as const };
  const claim = await claimDataDirectory(dataDir, wish);
  let embedded: EmbeddedPostgres | undefined;
  const stop = async () => {
    await embedded?.stop();
    claim.release();
  };
  try {
    embedded = await startEmbeddedPostgres(dataDir, log);
    return await connected(embeddedAddress(embedded.socketDir), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connected(config: pg.ClientConfig, after = async () => {}): Promise<Opened> {
  const client = new pg.Client({ ...config, application_name: `attune-backup-${process.pid}` });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new AttuneError(
      'database_unreachable',
      `The database does not answer: ${(cause as Error).message}.`,
      {
        status: 503,
        remedy:
          'Run it on the machine of the server, as the user that the server runs as, with the same DATABASE_URL.',
        cause,
      },
    );
  }
  return {
    client,
    close: async () => {
      await client.end().catch(() => undefined);
      await after();
    },
  };
}

function refuseOtherKind(dataDir: string, databaseUrl: string | undefined, server: Holder | undefined): void {
  const kind = databaseUrl ? 'external' : 'embedded';
  if (server === undefined || server.database === kind) return;
  throw new AttuneError(
    'other_database',
    databaseUrl
      ? `The server on ${dataDir} uses its embedded database, and DATABASE_URL names another.`
      : `The server on ${dataDir} uses the database of its DATABASE_URL, which is not set here.`,
    { status: 409, remedy: 'Run it with the environment of the server.' },
  );
}

const noPlatform = (dataDir: string): AttuneError =>
  new AttuneError('no_platform', `There is no platform in ${dataDir}.`, {
    status: 404,
    remedy:
      'Name its data directory with --data; with a PostgreSQL server of your own set DATABASE_URL as for the server.',
  });

export type Target = Database & { embedded: EmbeddedPostgres | undefined; connect(): Promise<pg.Client> };

/** The empty database that a restore fills. From here on the directory says that it is unfinished. */
export async function openTarget({ dataDir, databaseUrl }: Place, log: Log): Promise<Target> {
  if (databaseUrl) return openExternal(dataDir, { connectionString: databaseUrl }, log);
  markUnfinished(dataDir);
  const embedded = await startEmbeddedPostgres(dataDir, log);
  const address = embeddedAddress(embedded.socketDir);
  return withConnect(openDatabase(address, log, 4), address, embedded);
}

async function openExternal(dataDir: string, address: pg.ClientConfig, log: Log): Promise<Target> {
  const target = withConnect(openDatabase(address, log, 4), address, undefined);
  try {
    await emptyDatabase(target.pool);
  } catch (error) {
    await target.close();
    throw error;
  }
  markUnfinished(dataDir);
  return target;
}

function withConnect(
  database: Database,
  address: pg.ClientConfig,
  embedded: EmbeddedPostgres | undefined,
): Target {
  let closing: Promise<void> | undefined;
  return {
    ...database,
    embedded,
    async connect() {
      const client = new pg.Client(address);
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    close: () => (closing ??= database.close().then(() => embedded?.stop())),
  };
}
