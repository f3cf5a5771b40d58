import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
} from 'kysely';
import { type FaultContext, nameDatabaseFault } from './name-database-fault.ts';

type Surroundings = () => Pick<FaultContext, 'databaseDir' | 'diskIsFull'>;

/** Kysely's PostgreSQL dialect, whose failures of the server itself are `PassingFault`s that tell what became of the change. */
export function createNamedDialect(pool: PostgresPool, surroundings: Surroundings): PostgresDialect {
  const dialect = new PostgresDialect({ pool });
  dialect.createDriver = () => nameFaults(new PostgresDriver({ pool }) as Required<Driver>, surroundings);
  return dialect;
}

function nameFaults(driver: Required<Driver>, surroundings: Surroundings): Driver {
  const watched = new WeakSet<DatabaseConnection>();
  const inTransaction = new WeakSet<DatabaseConnection>();
  const naming = async <Result>(outcome: FaultContext['outcome'], work: () => Promise<Result>) => {
    try {
      return await work();
    } catch (error) {
      throw nameDatabaseFault(error, { ...surroundings(), ...(outcome ? { outcome } : {}) }) ?? error;
    }
  };
  /** A statement by itself commits by itself: when the server goes while it runs, nobody knows. */
  const watch = (connection: DatabaseConnection) => {
    if (watched.has(connection)) return connection;
    watched.add(connection);
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = (query, options) =>
      naming(inTransaction.has(connection) ? 'not_done' : 'unknown', () => execute(query, options));
    return connection;
  };
  return {
    init: options => driver.init(options),
    acquireConnection: async options =>
      watch(await naming('not_done', () => driver.acquireConnection(options))),
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
        if (!nameDatabaseFault(error)) throw error;
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
