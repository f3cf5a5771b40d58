import { sql } from 'kysely';
import type { Db } from './database.ts';

/** The next human number of a kind in a project (run 41, evaluation 12), without gaps unless the transaction rolls back. */
export async function nextNumber(db: Db, projectId: string, kind: string): Promise<number> {
  const { rows } = await sql<{ value: number }>`
    insert into project_counter (project_id, kind, value) values (${projectId}, ${kind}, 1)
    on conflict (project_id, kind) do update set value = project_counter.value + 1
    returning value`.execute(db);
  return rows[0]!.value;
}
