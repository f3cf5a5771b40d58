import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import '#stages/data/data.tables.ts';
import '#stages/labeling/labeling.tables.ts';
import '#stages/serving/serving.tables.ts';
import type { FeedbackKind } from '../receiving/feedback-body.contract.ts';
import type { PromotionPayload, PromotionShape, PromotionState } from '../feedback.tables.ts';
import type { Promotion, PromotionFilter } from './promotion.contract.ts';

export type StoredAnswer = { request: unknown; text: string; complete: boolean };

export type UnreadFeedback = {
  id: string;
  kind: FeedbackKind;
  value: unknown;
  label: string | null;
  interactionId: string;
  answer: StoredAnswer;
  chosen: StoredAnswer | null;
  rejected: StoredAnswer | null;
};

const answerOf = (table: string) => sql`
  case when ${sql.ref(`${table}.id`)} is null then null else json_build_object(
    'request', ${sql.ref(`${table}.request`)}, 'text', coalesce(${sql.ref(`${table}.response_text`)}, ''),
    'complete', ${sql.ref(`${table}.state`)} = 'ok' and coalesce(${sql.ref(`${table}.finish_reason`)}, 'stop') <> 'length') end`;

/** Feedback that stands and of which nothing was proposed yet, oldest first, with the answers it is about. */
export async function listUnreadFeedback(
  db: Db,
  projectId: string,
  after: string | undefined,
  limit: number,
): Promise<UnreadFeedback[]> {
  const { rows } = await sql<UnreadFeedback>`
    select j.id, j.question as kind, j.value, j.detail ->> 'label' as label, j.subject_id as interaction_id,
      ${answerOf('given')} as answer, ${answerOf('chosen')} as chosen, ${answerOf('rejected')} as rejected
    from judgement j
    join interaction given on given.id = j.subject_id
    left join interaction chosen on j.question = 'choice' and chosen.id = (j.value ->> 'chosen')::uuid
    left join interaction rejected on j.question = 'choice' and rejected.id = (j.value ->> 'rejected')::uuid
    where j.project_id = ${projectId} and j.round = 'feedback' and j.subject_kind = 'interaction'
      and j.value <> 'null'::jsonb and (${after ?? null}::uuid is null or j.id > ${after ?? null}::uuid)
      and not exists (select 1 from judgement later where later.supersedes = j.id)
      and not exists (select 1 from promotion p where p.judgement_id = j.id)
    order by j.id limit ${limit}`.execute(db);
  return rows;
}

export type NewPromotion = {
  id: string;
  projectId: string;
  judgementId: string;
  interactionId: string;
  shape: PromotionShape;
  payload: PromotionPayload;
  piiFound: Record<string, number>;
  because: string;
  label: string | null;
};

/** Gives the id where it is new; somebody may have proposed the same a moment ago. */
export async function insertPromotion(db: Db, promotion: NewPromotion): Promise<string | undefined> {
  const { payload, piiFound, ...columns } = promotion;
  const inserted = await db
    .insertInto('promotion')
    .values({
      ...columns,
      state: 'proposed',
      payload: JSON.stringify(payload),
      piiFound: JSON.stringify(piiFound),
      editedBy: null,
      reason: null,
      reviewedBy: null,
      reviewedAt: null,
      recordId: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id;
}

/** What waits although the person has said something else since. Gives how many there were. */
export async function rejectReplaced(db: Db, projectId: string, reason: string, now: Date): Promise<number> {
  const done = await db
    .updateTable('promotion')
    .set(eb => ({
      state: 'rejected',
      reason,
      reviewedBy: 'rule',
      reviewedAt: now,
      version: eb('version', '+', 1),
    }))
    .where('projectId', '=', projectId)
    .where('state', '=', 'proposed')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('judgement as later')
          .select('later.id')
          .whereRef('later.supersedes', '=', 'promotion.judgementId'),
      ),
    )
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

const promotions = (db: Db, projectId: string) =>
  db
    .selectFrom('promotion')
    .innerJoin('judgement', 'judgement.id', 'promotion.judgementId')
    .selectAll('promotion')
    .select([
      sql<FeedbackKind>`judgement.question`.as('kind'),
      sql<string | null>`judgement.detail ->> 'comment'`.as('comment'),
      'judgement.actorId as judgedBy',
    ])
    .where('promotion.projectId', '=', projectId);

export type PromotionRow = Promotion & { judgedBy: string };

/** Oldest first; with `lock` nobody else decides on them until the transaction ends. */
export async function listPromotions(
  db: Db,
  projectId: string,
  filter: PromotionFilter & { state?: PromotionState },
  after: string | undefined,
  limit: number,
  { lock = false } = {},
): Promise<PromotionRow[]> {
  let query = promotions(db, projectId);
  if (filter.state) query = query.where('promotion.state', '=', filter.state);
  if (filter.shape) query = query.where('promotion.shape', '=', filter.shape);
  if (filter.kind) query = query.where('judgement.question', '=', filter.kind);
  if (filter.label !== undefined) query = query.where('promotion.label', '=', filter.label);
  if (after) query = query.where('promotion.id', '>', after);
  query = query.orderBy('promotion.id').limit(limit);
  return (lock ? query.forUpdate('promotion') : query).execute();
}

/** With `lock`, two reviewers decide one after the other. Throws `not_found`. */
export async function getPromotion(
  db: Db,
  projectId: string,
  id: string,
  { lock = false } = {},
): Promise<PromotionRow> {
  const query = promotions(db, projectId).where('promotion.id', '=', id);
  const found = await (lock ? query.forUpdate('promotion') : query).executeTakeFirst();
  if (!found) throw notFound('promotion', id);
  return found;
}

export async function countPromotions(
  db: Db,
  projectId: string,
): Promise<{ state: PromotionState; shape: PromotionShape; count: number }[]> {
  return db
    .selectFrom('promotion')
    .select(eb => ['state', 'shape', eb.fn.countAll<number>().as('count')])
    .where('projectId', '=', projectId)
    .groupBy(['state', 'shape'])
    .execute();
}

export type PromotionChange = {
  state?: PromotionState;
  reason?: string | null;
  reviewedBy?: string | null;
  reviewedAt?: Date | null;
  recordId?: string | null;
  editedBy?: string;
  payload?: PromotionPayload;
  piiFound?: Record<string, number>;
};

/** The caller holds the row's lock. */
export async function updatePromotion(db: Db, id: string, change: PromotionChange): Promise<void> {
  const { payload, piiFound, ...columns } = change;
  await db
    .updateTable('promotion')
    .set(eb => ({
      ...columns,
      ...(payload ? { payload: JSON.stringify(payload) } : {}),
      ...(piiFound ? { piiFound: JSON.stringify(piiFound) } : {}),
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

/** Has the person said something else since? */
export async function isReplaced(db: Db, judgementId: string): Promise<boolean> {
  const later = await db
    .selectFrom('judgement')
    .select('id')
    .where('supersedes', '=', judgementId)
    .executeTakeFirst();
  return later !== undefined;
}
