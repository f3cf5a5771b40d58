import { setTimeout as sleep } from 'node:timers/promises';
import type { Upstream } from '#stages/models/index.ts';
import { type Asking, openAnswer, type UpstreamAnswer } from './open-answer.ts';
import { isTimeout } from './name-upstream-fault.ts';
import { planRetry } from './plan-retry.ts';

/** Asks a remote model, again where that may help; the answer is the last one, whatever its status. */
export function requestUpstream(upstream: Upstream, body: string): Asking {
  let current = openAnswer(upstream, body);
  let cancelled: Error | undefined;
  return {
    answer: askUntilAnswered(),
    cancel(reason) {
      cancelled = reason;
      current.cancel(reason);
    },
  };

  async function askUntilAnswered(): Promise<UpstreamAnswer> {
    for (let number = 1; ; number++) {
      const outcome = await current.answer.catch((error: Error) => error);
      if (cancelled) throw cancelled;
      const waitMs = planWait(outcome, number);
      if (waitMs === undefined) {
        if (outcome instanceof Error) throw outcome;
        return outcome;
      }
      // Read to its end, so that the connection can be used again.
      if (!(outcome instanceof Error)) void outcome.text().catch(() => undefined);
      await sleep(waitMs);
      if (cancelled) throw cancelled;
      current = openAnswer(upstream, body);
    }
  }
}

function planWait(outcome: UpstreamAnswer | Error, number: number): number | undefined {
  if (outcome instanceof Error)
    return isTimeout(outcome)
      ? undefined
      : planRetry({ number, status: null, retryAfter: undefined, nowMs: Date.now() });
  const { status } = outcome;
  if (status < 400) return undefined;
  return planRetry({ number, status, retryAfter: outcome.header('retry-after'), nowMs: Date.now() });
}
