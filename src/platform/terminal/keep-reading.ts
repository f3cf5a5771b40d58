import { setTimeout as sleep } from 'node:timers/promises';
import { ORPCError } from '@orpc/client';

const pauseMs = 1_000;
const patienceMs = 10 * 60_000;

/**
 * Reads until it is answered. Work at the server goes on by itself, so somebody who watches it must not be thrown out
 * because the database is restarted or the disk is full for a while; `onWait` says why nothing moves.
 */
export async function keepReading<Item>(
  read: () => Promise<Item>,
  signal: AbortSignal,
  onWait: (reason: string) => void,
): Promise<Item> {
  for (const untilMs = performance.now() + patienceMs; ; await sleep(pauseMs, undefined, { signal })) {
    try {
      return await read();
    } catch (error) {
      if (!passes(error) || performance.now() > untilMs) throw error;
      onWait((error as Error).message);
    }
  }
}

const passes = (error: unknown): boolean =>
  error instanceof ORPCError && (error.status === 503 || error.status === 507);
