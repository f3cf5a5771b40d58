import type pg from 'pg';
import { type FaultContext, nameDatabaseFault } from './name-database-fault.ts';

export type Surroundings = () => Pick<FaultContext, 'databaseDir' | 'diskIsFull'>;

/** The server ends a statement at its limit; one that does not even do that is cut off so much later. */
const graceMs = 5_000;

/**
 * Whatever goes through this pool (our queries, the job queue, the auth library) fails with a `PassingFault` where the
 * server is away or full, and a connection that the server has left is never used again. With a limit, statements fail
 * too when the server says nothing for longer than its own statement timeout: it is frozen, or the network between lost
 * the connection without telling.
 */
export function namePoolFaults(
  pool: pg.Pool,
  surroundings: Surroundings,
  statementTimeoutMs: number | undefined,
): void {
  const limitMs = statementTimeoutMs === undefined ? undefined : statementTimeoutMs + graceMs;
  const lost = new WeakSet<pg.PoolClient>();
  const rename = (error: unknown): never => {
    throw nameDatabaseFault(error, surroundings()) ?? error;
  };
  onPromise(pool, 'connect', result => result.catch(rename));
  onPromise(pool, 'query', result => result.catch(rename));
  pool.on('connect', client =>
    onPromise(client, 'query', result => {
      const clear = startDeadline(limitMs, () => destroySocket(client));
      const failed = (error: unknown): never => {
        if (nameDatabaseFault(error)?.code === 'database_unavailable') lost.add(client);
        return rename(error);
      };
      return result.finally(clear).catch(failed);
    }),
  );
  // A client that is ending is dropped by the pool instead of being given to the next one.
  pool.on('release', (_error, client) => {
    if (lost.has(client)) void client.end().catch(() => undefined);
  });
}

/** Wraps a method where it answers with a promise; its callback form, which pg uses inside, stays as it is. */
function onPromise<Name extends string>(
  owner: { [name in Name]: unknown },
  name: Name,
  change: (result: Promise<unknown>) => Promise<unknown>,
): void {
  const method = (owner[name] as (...args: unknown[]) => unknown).bind(owner);
  owner[name] = ((...args: unknown[]) => {
    const result = method(...args);
    return result instanceof Promise ? change(result) : result;
  }) as never;
}

/** After a pause of this whole process its timers come before what waits to be read: it gets one more second. */
function startDeadline(limitMs: number | undefined, onExpired: () => void): () => void {
  if (limitMs === undefined) return () => {};
  let timer = setTimeout(() => (timer = setTimeout(onExpired, 1_000)), limitMs);
  return () => clearTimeout(timer);
}

/** pg has no other way to close a connection without a word to the server. */
export function destroySocket(client: pg.PoolClient | pg.Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
