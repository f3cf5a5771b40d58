import type { SetAction } from '../../decisions/decision-set.contract.ts';
import type { Facets } from '../../records/record-facets.contract.ts';
import type { RecordRow } from '../../records/record.contract.ts';

const stateAfter = { drop: 'dropped', set_aside: 'set_aside', restore: 'active' } as const;

/** Of the rows that match, those that an action would change: the others are so already. A flag is put on all of them. */
export function countChanging(
  action: SetAction,
  state: RecordRow['state'] | undefined,
  facets: Facets | undefined,
): number | undefined {
  if (!facets || action === 'flag') return facets?.matches;
  const target = stateAfter[action];
  if (state !== undefined) return state === target ? 0 : facets.matches;
  return facets.matches - (facets.states.find(({ value }) => value === target)?.count ?? 0);
}
