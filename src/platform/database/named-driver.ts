import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
} from 'kysely';
import type pg from 'pg';
import { PassingFault } from '#platform/http/attune-error.ts';
import { type FaultContext, withOutcome } from './name-database-fault.ts';

/** Kysely's PostgreSQL dialect on a pool that names its faults; these tell in addition what became of the change. */
export function createNamedDialect(pool: pg.Pool): PostgresDialect {
  const config = { pool: pool as unknown as PostgresPool };
  const dialect = new PostgresDialect(config);
  dialect.createDriver = () => tellOutcome(new PostgresDriver(config) as Required<Driver>);
  return dialect;
}

type Outcome = NonNullable<FaultContext['outcome']>;

function tellOutcome(driver: Required<Driver>): Driver {
  const watched = new WeakSet<DatabaseConnection>();
  const inTransaction = new WeakSet<DatabaseConnection>();
  /** A statement by itself commits by itself: when the server goes while it runs, nobody knows. */
  const watch = (connection: DatabaseConnection) => {
    if (watched.has(connection)) return connection;
    watched.add(connection);
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = (query, options) =>
      telling(inTransaction.has(connection) ? 'not_done' : 'unknown', execute(query, options));
    return connection;
  };
  return {
    init: options => driver.init(options),
    acquireConnection: async options => watch(await telling('not_done', driver.acquireConnection(options))),
    beginTransaction(connection, settings) {
      inTransaction.add(connection);
      return driver.beginTransaction(connection, settings);
    },
    commitTransaction(connection) {
      inTransaction.delete(connection);
      return driver.commitTransaction(connection);
    },
    async rollbackTransaction(connection) {
      inTransaction.delete(connection);
      // A server that is gone has rolled back; the failure that led here is the one to tell.
      await driver.rollbackTransaction(connection).catch(error => {
        if (!(error instanceof PassingFault)) throw error;
      });
    },
    savepoint: (...args) => driver.savepoint(...args),
    rollbackToSavepoint: (...args) => driver.rollbackToSavepoint(...args),
    releaseSavepoint: (...args) => driver.releaseSavepoint(...args),
    releaseConnection(connection) {
      inTransaction.delete(connection);
      return driver.releaseConnection(connection);
    },
    destroy: () => driver.destroy(),
  };
}

const telling = <Result>(outcome: Outcome, work: Promise<Result>): Promise<Result> =>
  work.catch(error => {
    throw error instanceof PassingFault ? withOutcome(error, outcome) : error;
  });
