import type { Services } from '#platform/http/services.ts';
import { interruptCalls } from './call.queries.ts';

/**
 * Closes what was running when Attune ended as `interrupted`; the text that came so far is kept. `youngestMs` is for
 * several gateways on one database: calls younger than that may be somebody else's, still running.
 */
export async function sweepCalls(services: Services, youngestMs = 0): Promise<number> {
  const nowMs = services.clock();
  // Where nobody else has calls none is too young, also none that a clock set back makes look younger than now.
  const startedBefore = youngestMs > 0 ? new Date(nowMs - youngestMs) : undefined;
  return interruptCalls(services.db, startedBefore, new Date(nowMs));
}
