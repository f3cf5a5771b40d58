import type { Services } from '#platform/http/services.ts';
import { createKeptCounts } from './keep-counts.ts';

type Counts = ReturnType<typeof createKeptCounts>;
const byDatabase = new WeakMap<object, Counts>();

/** The counts that this process keeps of its database. */
export function countsOf({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Counts {
  const found = byDatabase.get(pool) ?? createKeptCounts(() => clock());
  byDatabase.set(pool, found);
  return found;
}
