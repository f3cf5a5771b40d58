import { CamelCasePlugin, type Kysely, Kysely as KyselyInstance, type Transaction } from 'kysely';
import pg from 'pg';
import type { Log } from '#platform/logging/log.ts';
import { namePoolFaults, type Surroundings } from './name-pool-faults.ts';
import { createNamedDialect } from './named-driver.ts';
import type { Tables } from './tables.ts';
import { watchConnections } from './watch-connections.ts';

/** The database or a transaction on it: the first argument of every query function. */
export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export type Database = { db: Db; pool: pg.Pool; close(): Promise<void> };

export type DatabaseOptions = {
  /** What answers people: a statement that takes longer is ended, and a connection that stays silent is cut. */
  statementTimeoutMs?: number;
  /** What is known of the server beside its connections. */
  surroundings?: Surroundings;
};

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Longer than a busy pool keeps anybody waiting, short enough for somebody who waits for an answer. */
const connectTimeoutMs = 8_000;
/** Nothing idles in a transaction for so long but what has been forgotten: it would hold its locks for good. */
const idleInTransactionMs = 10 * 60_000;

/**
 * Opens a pool. A connection lost while idle is logged, never thrown: the next query opens a new one. What fails because
 * the server is away or full is a `PassingFault`; a server that has stopped answering is noticed within seconds.
 */
export function openDatabase(
  connection: pg.PoolConfig,
  log: Log,
  poolSize = 20,
  { statementTimeoutMs, surroundings = () => ({}) }: DatabaseOptions = {},
): Database {
  const config: pg.PoolConfig = {
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
    ...connection,
  };
  const pool = new pg.Pool(config);
  pool.on('error', error => log.warn('idle database connection lost', { error: error.message }));
  // Lost while somebody has it: their next statement fails with it. Without a listener it would end the process.
  pool.on('connect', client => client.on('error', () => undefined));
  namePoolFaults(pool, surroundings, statementTimeoutMs);
  const watch = watchConnections(pool, config, log);
  const db: Db = new KyselyInstance<Tables>({
    dialect: createNamedDialect(pool),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return {
    db,
    pool,
    async close() {
      await watch.stop();
      await db.destroy();
      if (!pool.ending) await pool.end();
    },
  };
}
