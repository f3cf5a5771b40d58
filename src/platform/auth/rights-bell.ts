import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { eventChannel } from '#platform/events/append-event.ts';
import type { EventBell } from '#platform/events/follow-events.ts';
import type { Services } from '#platform/http/services.ts';

/** Rings on the channel of events under a name that no project has. */
const rights = 'rights';

export type RightsContext = {
  db: Db;
  services: Pick<Services, 'findActor'>;
  afterCommit(work: () => void): void;
};

/**
 * Says in the caller's transaction that rights changed. This process forgets the keys it remembers before the answer
 * goes out; others as soon as PostgreSQL tells them, some milliseconds later.
 */
export async function announceRights({ db, services, afterCommit }: RightsContext): Promise<void> {
  await sql`select pg_notify(${eventChannel}, ${rights})`.execute(db);
  afterCommit(services.findActor.forget);
}

/** Forgets on every ring, and every two seconds where the bell has lost its connection. Ends with the signal. */
export async function followRights(bell: EventBell, forget: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await bell.wait(rights, signal);
    forget();
  }
}
