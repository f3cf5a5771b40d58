import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * For long work on the main thread, between two of its steps: gives everybody else a turn where this work has had the
 * event loop for so long, else nothing. `await giveWay()`.
 */
export function createGiveWay(mostMs = 10): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    if (performance.now() - sinceMs < mostMs) return undefined;
    return nextTurn().then(() => void (sinceMs = performance.now()));
  };
}
