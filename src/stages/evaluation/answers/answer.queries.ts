import type { Selectable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { ItemRow } from '../evaluation.queries.ts';
import type { Arm, EvaluationAnswerTable } from '../evaluation.tables.ts';
import type { GeneratedAnswer } from '../ports.ts';

export type AnswerRow = Selectable<EvaluationAnswerTable>;

/** An answer that is there stays: the job may run twice, its answers not. */
export async function insertAnswer(db: Db, itemId: string, arm: Arm, answer: GeneratedAnswer): Promise<void> {
  const { text, promptTokens, completionTokens, finishReason } = answer;
  await db
    .insertInto('evaluationAnswer')
    .values({
      itemId,
      arm,
      text,
      promptTokens,
      completionTokens,
      finishReason,
      latencyMs: Math.round(answer.latencyMs),
    })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

export async function listAnswers(db: Db, evaluationId: string): Promise<AnswerRow[]> {
  return db
    .selectFrom('evaluationAnswer')
    .innerJoin('evaluationItem', 'evaluationItem.id', 'evaluationAnswer.itemId')
    .selectAll('evaluationAnswer')
    .where('evaluationItem.evaluationId', '=', evaluationId)
    .execute();
}

export async function listAnswersOfItems(db: Db, itemIds: readonly string[]): Promise<AnswerRow[]> {
  if (itemIds.length === 0) return [];
  return db
    .selectFrom('evaluationAnswer')
    .selectAll()
    .where('itemId', 'in', [...itemIds])
    .execute();
}

/** Items that still lack an answer of an arm and are not given up, in order. */
export async function listUnanswered(db: Db, evaluationId: string, arm: Arm): Promise<ItemRow[]> {
  return db
    .selectFrom('evaluationItem')
    .selectAll()
    .where('evaluationId', '=', evaluationId)
    .where('excludedReason', 'is', null)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('evaluationAnswer')
            .select('evaluationAnswer.itemId')
            .whereRef('evaluationAnswer.itemId', '=', 'evaluationItem.id')
            .where('evaluationAnswer.arm', '=', arm),
        ),
      ),
    )
    .orderBy('position')
    .execute();
}
