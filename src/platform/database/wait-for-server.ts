import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import { nameDatabaseFault } from './name-database-fault.ts';

const patienceMs = 60_000;
const pauseMs = 1_000;
const connectTimeoutMs = 5_000;

/**
 * A server that starts beside us (compose files, a reboot) is waited for, a minute by default. Throws `database_unreachable`
 * after that, and at once where waiting cannot help: a wrong password, a database that does not exist.
 */
export async function waitForServer(config: pg.ClientConfig, log: Log, waitMs = patienceMs): Promise<void> {
  const untilMs = performance.now() + waitMs;
  for (let attempt = 1; ; attempt += 1) {
    const failure = await tryConnection(config);
    if (failure === undefined) return;
    const mayPass = nameDatabaseFault(failure) !== undefined || /ENOTFOUND/.test(String(failure));
    if (!mayPass || performance.now() > untilMs) throw unreachable(failure, mayPass);
    if (attempt % 5 === 1)
      log.warn('PostgreSQL of DATABASE_URL is not there yet', { error: wordsOf(failure) });
    await sleep(pauseMs);
  }
}

async function tryConnection(config: pg.ClientConfig): Promise<unknown> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: connectTimeoutMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function unreachable(cause: unknown, mayPass: boolean): AttuneError {
  return new AttuneError(
    'database_unreachable',
    `The PostgreSQL that DATABASE_URL names cannot be used: ${wordsOf(cause)}.`,
    {
      status: 503,
      cause,
      remedy: mayPass
        ? 'Start it, check host and port in DATABASE_URL, then start Attune again.'
        : 'Correct user, password and database name in DATABASE_URL; the database must exist (createdb).',
    },
  );
}

/** Several addresses of one host give one error with a list and no words of its own. */
const wordsOf = (error: unknown): string => {
  const { message, code } = error as { message?: string; code?: string };
  return (message || code || String(error)).replace(/\.$/, '');
};
