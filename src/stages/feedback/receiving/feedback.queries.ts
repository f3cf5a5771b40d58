import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { NewJudgement } from '#stages/labeling/index.ts';
import '#stages/labeling/labeling.tables.ts';
import '#stages/serving/serving.tables.ts';

export async function findInteractionProject(db: Db, interactionId: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('interaction')
    .select('projectId')
    .where('id', '=', interactionId)
    .executeTakeFirst();
  return found?.projectId;
}

/** Feedback on one answer is taken in one at a time, so that a repeat sees what it repeats. */
export async function lockFeedbackOn(db: Db, interactionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('feedback:' || ${interactionId}, 0))`.execute(db);
}

/** What the same person said about the same answer and question last. */
export async function findCurrentOfActor(db: Db, judgement: NewJudgement): Promise<string | undefined> {
  const found = await db
    .selectFrom('judgement')
    .select('id')
    .where('projectId', '=', judgement.projectId)
    .where('subjectKind', '=', judgement.subjectKind)
    .where('subjectId', '=', judgement.subjectId)
    .where('question', '=', judgement.question)
    .where('actorKind', '=', judgement.actor.kind)
    .where('actorId', '=', judgement.actor.id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('judgement as later')
            .select('later.id')
            .whereRef('later.supersedes', '=', 'judgement.id'),
        ),
      ),
    )
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return found?.id;
}
