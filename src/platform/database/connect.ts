import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Config } from '#platform/config/config.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import { type Database, openDatabase } from './database.ts';
import { waitForServer } from './wait-for-server.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

export type ConnectedDatabase = Database & {
  /** For work that nobody waits for: its statements may take long, and it never takes the last connection from people. */
  background: Database;
  embedded: EmbeddedPostgres | undefined;
  describe: string;
};

/** A statement for somebody who waits. */
const statementTimeoutMs = 50_000;

/** The server named by DATABASE_URL, or the embedded one. Refuses a server that would lose what it acknowledged. */
export async function connectDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Log,
): Promise<ConnectedDatabase> {
  const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir, log);
  const address = {
    ...(embedded ? embeddedAddress(embedded.socketDir) : { connectionString: config.databaseUrl! }),
    application_name: `attune-${process.pid}-${randomBytes(3).toString('hex')}`,
  };
  const surroundings = () =>
    embedded ? { databaseDir: embedded.home.clusterDir, diskIsFull: embedded.diskIsFull() } : {};
  const database = openDatabase(address, log, 20, { surroundings, statementTimeoutMs });
  const background = openDatabase(address, log, 12, { surroundings });
  const close = async () => {
    await Promise.all([database.close(), background.close()]);
    await embedded?.stop();
  };
  try {
    if (!embedded) await waitForServer(address, log);
    await assertSound(database);
  } catch (error) {
    await close();
    throw error;
  }
  const describe = embedded ? describeEmbedded(embedded) : 'PostgreSQL named by DATABASE_URL';
  return { ...database, background, embedded, describe, close };
}

/** How a program on this machine reaches the embedded server. */
export const embeddedAddress = (socketDir: string) => ({
  host: socketDir,
  user: 'postgres',
  database: 'postgres',
});

const describeEmbedded = ({ home }: EmbeddedPostgres): string =>
  `embedded PostgreSQL in ${home.clusterDir}${home.owner ? ` as user ${home.owner.name}` : ''}${home.moved ? ` (${home.moved})` : ''}`;

async function assertSound({ db }: Database): Promise<void> {
  const { rows } = await sql<{ fsync: string; encoding: string; version: number }>`
    select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
           current_setting('server_version_num')::int as version`.execute(db);
  const found = rows[0]!;
  const wrong =
    found.fsync !== 'on'
      ? 'fsync is off'
      : found.encoding !== 'UTF8'
        ? `its encoding is ${found.encoding}`
        : found.version < 150_000
          ? 'it is older than 15'
          : undefined;
  if (wrong)
    throw new AttuneError('database_unsound', `This PostgreSQL cannot be used: ${wrong}.`, {
      remedy: 'Use PostgreSQL 15 or newer with fsync on and a database created with encoding UTF8.',
    });
}
