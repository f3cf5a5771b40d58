import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';

export type QueueRow = { project: string; projectName: string; evaluation: number; voted: number };

/** Open evaluations of these projects, or of all that are not archived, with how often this rater has voted. */
export async function listQueue(
  db: Db,
  raterId: string,
  projectIds: readonly string[] | null,
): Promise<QueueRow[]> {
  if (projectIds?.length === 0) return [];
  const { rows } = await sql<QueueRow>`
    select p.slug as project, p.name as project_name, e.number as evaluation,
      (select count(*)::int from vote_slot s
        where s.evaluation_id = e.id and s.rater_id = ${raterId} and s.state = 'voted') as voted
    from evaluation e join project p on p.id = e.project_id
    where e.state = 'open' and p.archived_at is null
      and (${projectIds === null} or p.id = any(${projectIds ?? []}::uuid[]))
    order by p.slug, e.number`.execute(db);
  return rows;
}
