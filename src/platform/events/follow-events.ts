import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Db } from '#platform/database/database.ts';
import type { Log } from '#platform/logging/log.ts';
import { eventChannel } from './append-event.ts';

export type StoredEvent = {
  id: number;
  kind: string;
  subjectKind: string;
  subjectId: string;
  payload: unknown;
  at: Date;
};

/** Wakes followers of a project when something was committed, in this process or another one. */
export type EventBell = {
  wait(projectId: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

const fallbackMs = 2_000;

const reopenMs = 1_000;

/** Listens on a connection of its own; when that is lost it opens a new one, and followers poll meanwhile. */
export async function openEventBell(pool: pg.Pool, log: Log): Promise<EventBell> {
  const bell = new EventEmitter().setMaxListeners(0);
  const closing = new AbortController();
  let client: pg.PoolClient | undefined = await listen(pool, bell);
  void keepListening();
  return {
    wait: async (projectId, signal) => {
      await once(bell, projectId, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(fallbackMs)]),
      }).catch(() => undefined);
    },
    close: async () => {
      closing.abort();
      letGo();
    },
  };

  /** Once: pg throws where a connection is given back a second time. */
  function letGo(): void {
    client?.release(true);
    client = undefined;
  }

  /** A database that is away for a while is asked again every second: one failed attempt must not be the last. */
  async function keepListening(): Promise<void> {
    while (client) {
      const reason = await lossOf(client);
      letGo();
      if (closing.signal.aborted) return;
      log.warn('event connection lost', { error: reason });
      while (!client && !closing.signal.aborted) {
        await sleep(reopenMs, undefined, closing).catch(() => undefined);
        if (!closing.signal.aborted) client = await listen(pool, bell).catch(() => undefined);
      }
      if (closing.signal.aborted) return letGo();
      log.info('event connection is back');
    }
  }
}

async function listen(pool: pg.Pool, bell: EventEmitter): Promise<pg.PoolClient> {
  const client = await pool.connect();
  try {
    client.on('notification', note => bell.emit(note.payload ?? ''));
    await client.query(`listen ${eventChannel}`);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

const lossOf = (client: pg.PoolClient): Promise<string> =>
  new Promise(resolve => {
    client.once('error', error => resolve(error.message));
    client.once('end', () => resolve('it was closed'));
  });

/** All events of a project after `afterId`, then those to come, until the signal aborts. */
export async function* followEvents(
  db: Db,
  bell: EventBell,
  projectId: string,
  afterId: number,
  signal: AbortSignal,
): AsyncGenerator<StoredEvent> {
  let last = afterId;
  while (!signal.aborted) {
    const events = await listEvents(db, projectId, last);
    for (const event of events) yield event;
    last = events.at(-1)?.id ?? last;
    if (events.length < pageSize) await bell.wait(projectId, signal);
  }
}

const pageSize = 500;

export async function listEvents(db: Db, projectId: string, afterId: number): Promise<StoredEvent[]> {
  return db
    .selectFrom('projectEvent')
    .select(['id', 'kind', 'subjectKind', 'subjectId', 'payload', 'at'])
    .where('projectId', '=', projectId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(pageSize)
    .execute();
}

export async function lastEventId(db: Db, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('projectEvent')
    .select(eb => eb.fn.max('id').as('id'))
    .where('projectId', '=', projectId)
    .executeTakeFirst();
  return row?.id ?? 0;
}
