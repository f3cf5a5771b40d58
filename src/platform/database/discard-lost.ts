import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { nameDatabaseFault } from './name-database-fault.ts';

/** The server ends a statement at its limit; one that does not even do that is cut off so much later. */
const graceMs = 5_000;

/**
 * A pool that never gets a connection back which the server has left. With a limit, statements fail too when the server
 * says nothing for longer than its own statement timeout: it is frozen, or the network between lost the connection
 * without telling.
 */
export function discardLost(pool: pg.Pool, statementTimeoutMs: number | undefined): PostgresPool {
  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const limitMs = statementTimeoutMs === undefined ? undefined : statementTimeoutMs + graceMs;
  return {
    options: pool.options as PostgresPool['options'],
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = guarded.get(client) ?? guard(client, limitMs);
      guarded.set(client, known);
      return known;
    },
  };
}

function guard(client: pg.PoolClient, limitMs: number | undefined): PostgresPoolClient {
  let isLost = false;
  let isReleased = false;
  const cut = () => {
    isReleased = true;
    client.release(true);
  };
  const guarded = {
    processID: (client as { processID?: number }).processID,
    async query(text: string, values: readonly unknown[]) {
      const clear = startDeadline(limitMs, cut);
      try {
        return await client.query(text, [...values]);
      } catch (error) {
        isLost ||= nameDatabaseFault(error)?.code === 'database_unavailable';
        throw error;
      } finally {
        clear();
      }
    },
    release(discard = false) {
      if (!isReleased) client.release(discard || isLost);
    },
  };
  return guarded as unknown as PostgresPoolClient;
}

/** After a pause of this whole process its timers come before what waits to be read: it gets one more second. */
function startDeadline(limitMs: number | undefined, onExpired: () => void): () => void {
  if (limitMs === undefined) return () => {};
  let timer = setTimeout(() => (timer = setTimeout(onExpired, 1_000)), limitMs);
  return () => clearTimeout(timer);
}
