import type { Db } from '#platform/database/database.ts';
import { countReservingVersions, loadReservedQuestions } from './reservation.queries.ts';
import type { ReservedQuestions } from './reserved-questions.ts';

/** What test splits of a project reserve, as it is now: asked inside the transaction that writes, after its lock. */
export type ReservedNow = (trx: Db) => Promise<ReservedQuestions>;

/** For work of many transactions: loads again only when another version was frozen in between. */
export function followReservations(projectId: string): ReservedNow {
  let known: { versions: number; questions: ReservedQuestions } | undefined;
  return async trx => {
    const versions = await countReservingVersions(trx, projectId);
    if (known?.versions !== versions)
      known = { versions, questions: await loadReservedQuestions(trx, projectId) };
    return known.questions;
  };
}
