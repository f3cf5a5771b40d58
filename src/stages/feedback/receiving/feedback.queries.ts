import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { NewJudgement } from '#stages/labeling/index.ts';
import type { ActorKind } from '#stages/labeling/labeling.tables.ts';
import '#stages/serving/serving.tables.ts';
import type { FeedbackKind } from './feedback-body.contract.ts';
import type { Feedback } from './feedback.contract.ts';
import '../feedback.tables.ts';

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

export type FeedbackFilter = { kind?: FeedbackKind; label?: string; actor?: string; interactionId?: string };
export type FeedbackRow = Omit<Feedback, 'completionId' | 'actor'> & {
  interactionId: string;
  actorKind: ActorKind;
  actorId: string;
};

/** Newest first; `before` is the id of the last one seen. */
export async function listFeedback(
  db: Db,
  projectId: string,
  { kind, label, actor, interactionId }: FeedbackFilter,
  before: string | undefined,
  limit: number,
): Promise<FeedbackRow[]> {
  const chosen = [
    sql`j.project_id = ${projectId} and j.round = 'feedback'`,
    ...(kind === undefined ? [] : [sql`j.question = ${kind}`]),
    ...(label === undefined ? [] : [sql`j.detail ->> 'label' = ${label}`]),
    ...(actor === undefined ? [] : [sql`j.actor_id = ${actor}`]),
    ...(interactionId === undefined ? [] : [sql`j.subject_id = ${interactionId}::uuid`]),
    ...(before === undefined ? [] : [sql`j.id < ${before}::uuid`]),
  ];
  const { rows } = await sql<FeedbackRow>`
    select j.id, j.question as kind, j.subject_id as interaction_id, j.value, j.detail ->> 'comment' as comment,
      j.detail ->> 'label' as label, j.actor_kind, j.actor_id, j.created_at as received_at,
      exists (select 1 from judgement later where later.supersedes = j.id) as replaced,
      coalesce((select json_agg(json_build_object('id', p.id, 'shape', p.shape, 'state', p.state) order by p.id)
        from promotion p where p.judgement_id = j.id), '[]') as promotions
    from judgement j where ${sql.join(chosen, sql` and `)} order by j.id desc limit ${limit}`.execute(db);
  return rows;
}
