import type { Db } from '#platform/database/database.ts';
import type { EvaluationRow } from '../evaluation.queries.ts';
import { getResult } from './get-result.ts';
import { readVotes } from './read-votes.ts';
import { listLooks } from './result.queries.ts';
import { traceCourse } from './trace-course.ts';
import type { Course } from './vote-list.contract.ts';

/** How the rate of a result settled, and at which votes somebody looked while voting was open. */
export async function getCourse(db: Db, evaluation: EvaluationRow, reader: string): Promise<Course> {
  const { votes } = await readVotes(db, evaluation, reader);
  const { phase, n, rate, interval95 } = await getResult(db, evaluation, reader);
  return {
    points: traceCourse(votes.map(({ vote }) => vote)),
    looks: (await listLooks(db, evaluation.id)).filter(look => look > 0 && look <= n),
    final: phase === 'closed' && rate !== null ? { n, rate, ...interval95 } : null,
  };
}
