import pg from 'pg';
import type { Log } from '#platform/logging/log.ts';
import { destroySocket } from './name-pool-faults.ts';

const pingEveryMs = 2_000;
/** Counted in seconds that this process lived through, so that its own pauses do not count as the server's. */
const silentTicks = 6;
const tickMs = 1_000;

/**
 * Asks the server every two seconds over a connection of its own. One that says nothing for six seconds (frozen, or behind a
 * network that lost the connection without telling) has all connections of the pool cut: who waits gets an error at once
 * and the next query opens a new connection, instead of hanging for as long as TCP is patient.
 */
export function watchConnections(pool: pg.Pool, config: pg.PoolConfig, log: Log): { stop(): Promise<void> } {
  const clients = new Set<pg.PoolClient>();
  const stopped = new AbortController();
  let pinger: pg.Client | undefined;
  pool.on('connect', client => clients.add(client));
  pool.on('remove', client => clients.delete(client));
  let pinging: Promise<void> | undefined;
  const timer = setInterval(() => (pinging ??= ping().finally(() => (pinging = undefined))), pingEveryMs);
  timer.unref();

  async function ping(): Promise<void> {
    // A pool that is not in use needs no watch, and an unused database no connection.
    if (clients.size > 0 && !(await answersInTime(askOnce()))) cutAll();
  }

  /** A server that refuses or ends the connection has answered: who uses it learns that by themselves. */
  async function askOnce(): Promise<void> {
    const asked = pinger ?? makePinger();
    try {
      if (pinger !== asked) await (pinger = asked).connect();
      await asked.query('select 1');
    } catch {
      destroySocket(asked);
      if (pinger === asked) pinger = undefined;
    }
  }

  function makePinger(): pg.Client {
    const client = new pg.Client({ ...config, connectionTimeoutMillis: (silentTicks + 2) * tickMs });
    client.on('error', () => undefined);
    return client;
  }

  function cutAll(): void {
    if (stopped.signal.aborted) return;
    log.warn('PostgreSQL says nothing; its connections are cut', {
      seconds: silentTicks,
      connections: clients.size,
    });
    if (pinger) destroySocket(pinger);
    pinger = undefined;
    for (const client of clients) destroySocket(client);
  }

  return {
    /** Resolves when its own connection is gone too: who drops the database next must find nobody in it. */
    async stop() {
      clearInterval(timer);
      await pinging;
      stopped.abort();
      const last = pinger;
      if (last && !(await answersInTime(last.end().catch(() => undefined)))) destroySocket(last);
    },
  };
}

function answersInTime(answer: Promise<void>): Promise<boolean> {
  return new Promise(resolve => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
      if (ticks < silentTicks) return;
      clearInterval(timer);
      resolve(false);
    }, tickMs);
    timer.unref();
    void answer.then(() => {
      clearInterval(timer);
      resolve(true);
    });
  });
}
