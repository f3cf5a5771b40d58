import {
  CamelCasePlugin,
  type Kysely,
  Kysely as KyselyInstance,
  PostgresDialect,
  type Transaction,
} from 'kysely';
import pg from 'pg';
import type { Log } from '#platform/logging/log.ts';
import type { Tables } from './tables.ts';

/** The database or a transaction on it: the first argument of every query function. */
export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export type Database = { db: Db; pool: pg.Pool; close(): Promise<void> };

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Opens a pool. A connection lost while idle is logged, never thrown: the next query opens a new one. */
export function openDatabase(connection: pg.PoolConfig, log: Log, poolSize = 20): Database {
  const pool = new pg.Pool({ max: poolSize, ...connection });
  pool.on('error', error => log.warn('idle database connection lost', { error: error.message }));
  const db: Db = new KyselyInstance<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return { db, pool, close: () => db.destroy() };
}
