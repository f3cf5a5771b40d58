import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 250;

/**
 * Until none is left, however long the line, or until for so long none has come to its end. Gives how many are left: a
 * busy machine takes its time, one that stands still is a fault.
 */
export async function waitForNone(count: () => Promise<number>, patienceMs: number): Promise<number> {
  let left = await count();
  for (let sinceMs = Date.now(); left > 0 && Date.now() - sinceMs < patienceMs; await sleep(lookEveryMs)) {
    const now = await count();
    if (now < left) sinceMs = Date.now();
    left = now;
  }
  return left;
}
