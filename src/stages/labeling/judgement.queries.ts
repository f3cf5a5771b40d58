import { type ExpressionBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Tables } from '#platform/database/tables.ts';
import type { NewJudgement } from './append-judgement.ts';
import type { Judgement } from './judgement.contract.ts';
import type { JudgementRound } from './labeling.tables.ts';

const columns = [
  'id',
  'subjectKind',
  'subjectId',
  'question',
  'actorKind',
  'actorId',
  'round',
  'value',
  'detail',
  'supersedes',
  'excludedReason',
  'createdAt',
] as const;

/** Undefined where its key or what it supersedes is taken already. */
export async function insertJudgement(
  db: Db,
  id: string,
  judgement: NewJudgement,
): Promise<Judgement | undefined> {
  const { projectId, subjectKind, subjectId, question, actor, round } = judgement;
  return db
    .insertInto('judgement')
    .values({
      id,
      projectId,
      subjectKind,
      subjectId,
      question,
      actorKind: actor.kind,
      actorId: actor.id,
      round,
      value: JSON.stringify(judgement.value),
      detail: JSON.stringify(judgement.detail ?? {}),
      supersedes: judgement.supersedes ?? null,
      idempotencyKey: judgement.idempotencyKey ?? null,
      excludedReason: judgement.excludedReason ?? null,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst();
}

export async function findJudgementByKey(
  db: Db,
  projectId: string,
  key: string,
): Promise<Judgement | undefined> {
  return db
    .selectFrom('judgement')
    .select(columns)
    .where('projectId', '=', projectId)
    .where('idempotencyKey', '=', key)
    .executeTakeFirst();
}

export type JudgementFilter = {
  subjectKind?: string;
  subjectId?: string;
  question?: string;
  round?: JudgementRound;
  /** Only what stands: neither replaced nor withdrawn. */
  current: boolean;
};

/** A project's judgements after the id `after`, oldest first. */
export async function listJudgements(
  db: Db,
  projectId: string,
  filter: JudgementFilter,
  after: string | undefined,
  limit: number,
): Promise<Judgement[]> {
  let query = db.selectFrom('judgement').select(columns).where('projectId', '=', projectId);
  if (filter.subjectKind) query = query.where('subjectKind', '=', filter.subjectKind);
  if (filter.subjectId) query = query.where('subjectId', '=', filter.subjectId);
  if (filter.question) query = query.where('question', '=', filter.question);
  if (filter.round) query = query.where('round', '=', filter.round);
  if (filter.current) query = query.where(isCurrent);
  if (after) query = query.where('id', '>', after);
  return query.orderBy('id').limit(limit).execute();
}

/** What stands about the given subjects: not superseded, not withdrawn. */
export async function listCurrentJudgements(
  db: Db,
  subjectKind: string,
  subjectIds: readonly string[],
  question: string,
): Promise<Judgement[]> {
  if (subjectIds.length === 0) return [];
  return db
    .selectFrom('judgement')
    .select(columns)
    .where('subjectKind', '=', subjectKind)
    .where(eb => eb('subjectId', '=', eb.fn.any(eb.val([...subjectIds]))))
    .where('question', '=', question)
    .where(isCurrent)
    .orderBy('id')
    .execute();
}

/** How many judgements about the subjects stand and count: current, with no reason to exclude them. */
export async function countCountedJudgements(
  db: Db,
  subjectKind: string,
  subjectIds: readonly string[],
  question: string,
): Promise<number> {
  const { count } = await db
    .selectFrom('judgement')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('subjectKind', '=', subjectKind)
    .where(eb => eb('subjectId', '=', eb.fn.any(eb.val([...subjectIds]))))
    .where('question', '=', question)
    .where('excludedReason', 'is', null)
    .where(isCurrent)
    .executeTakeFirstOrThrow();
  return count;
}

type JudgementExpressions = ExpressionBuilder<Tables, 'judgement'>;

function isCurrent(eb: JudgementExpressions) {
  const replacement = eb
    .selectFrom('judgement as later')
    .select('later.id')
    .whereRef('later.supersedes', '=', 'judgement.id');
  return eb.and([eb.not(eb.exists(replacement)), eb('value', '!=', sql<string>`'null'::jsonb`)]);
}
