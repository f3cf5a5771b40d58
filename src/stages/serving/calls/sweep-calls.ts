import type { Services } from '#platform/http/services.ts';
import { interruptCalls } from './call.queries.ts';

/**
 * Closes what was running when Attune ended as `interrupted`; the text that came so far is kept. `youngestMs` is for
 * several gateways on one database: calls younger than that may be somebody else's, still running.
 */
export async function sweepCalls(services: Services, youngestMs = 0): Promise<number> {
  const nowMs = services.clock();
  return interruptCalls(services.db, new Date(nowMs - youngestMs), new Date(nowMs));
}
