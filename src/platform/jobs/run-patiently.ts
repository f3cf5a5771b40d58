import { setTimeout as sleep } from 'node:timers/promises';
import type { PassingFault } from '#platform/http/attune-error.ts';
import { findPassingFault } from '#platform/http/name-errors.ts';

/** A job that waits: for the database to come back, or for room on the disk. */
export type JobWait = Pick<PassingFault, 'code' | 'message' | 'remedy'> & { job: string };

const firstPauseMs = 500;
const longestPauseMs = 10_000;
/** Work that got so far before it met the next fault has earned a short pause again. */
const goodRunMs = 30_000;

/**
 * Runs a job again and again while a passing fault is in its way: the database is away, the disk is full. That costs it
 * none of its attempts, so an evening without disk space ends no import; it goes on within ten seconds after there is room.
 */
export async function runPatiently(
  run: () => Promise<void>,
  signal: AbortSignal,
  onWait: (fault: PassingFault) => void,
): Promise<void> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const startedMs = performance.now();
    try {
      return await run();
    } catch (error) {
      const fault = findPassingFault(error);
      if (!fault || signal.aborted) throw error;
      if (performance.now() - startedMs > goodRunMs) pauseMs = firstPauseMs;
      onWait(fault);
      await sleep(pauseMs, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
