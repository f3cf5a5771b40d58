import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import './events.tables.ts';

/** Something happened to an object of a project. `kind` is `<noun>.<what>`: `run.step`, `import.progress`, `vote.cast`. */
export type ProjectEvent = {
  kind: string;
  subjectKind: string;
  subjectId: string;
  payload?: Record<string, unknown>;
};

export const eventChannel = 'attune_project_event';

/**
 * Appends to the project's one event stream, in the caller's transaction. The lock makes ids of a project visible in
 * their order, so that a client that has seen id n has seen all before it.
 */
export async function appendEvent(db: Db, projectId: string, event: ProjectEvent): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('project_event:' || ${projectId}, 0))`.execute(db);
  await db
    .insertInto('projectEvent')
    .values({
      projectId,
      kind: event.kind,
      subjectKind: event.subjectKind,
      subjectId: event.subjectId,
      payload: JSON.stringify(event.payload ?? {}),
    })
    .execute();
  await sql`select pg_notify(${eventChannel}, ${projectId})`.execute(db);
}
