import type { ExpressionBuilder, Insertable, Selectable } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import type { Tables } from '#platform/database/tables.ts';
import type { VoteSlotTable } from '../evaluation.tables.ts';

export type SlotRow = Selectable<VoteSlotTable>;

export async function insertSlots(db: Db, rows: Insertable<VoteSlotTable>[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('voteSlot').values(rows).execute();
}

export async function listRaterSlots(db: Db, evaluationId: string, raterId: string): Promise<SlotRow[]> {
  return slotsOf(db, evaluationId, raterId).orderBy('sequence').execute();
}

/** The rater's first pair that waits for a vote. */
export async function findOpenSlot(
  db: Db,
  evaluationId: string,
  raterId: string,
): Promise<SlotRow | undefined> {
  return slotsOf(db, evaluationId, raterId)
    .where('state', '=', 'open')
    .orderBy('sequence')
    .executeTakeFirst();
}

export async function findLastVotedSlot(
  db: Db,
  evaluationId: string,
  raterId: string,
): Promise<SlotRow | undefined> {
  return slotsOf(db, evaluationId, raterId)
    .where('state', '=', 'voted')
    .orderBy('sequence', 'desc')
    .executeTakeFirst();
}

function slotsOf(db: Db, evaluationId: string, raterId: string) {
  return db
    .selectFrom('voteSlot')
    .selectAll()
    .where('evaluationId', '=', evaluationId)
    .where('raterId', '=', raterId);
}

export async function findSlotByToken(
  db: Db,
  evaluationId: string,
  token: string,
): Promise<SlotRow | undefined> {
  return db
    .selectFrom('voteSlot')
    .selectAll()
    .where('token', '=', token)
    .where('evaluationId', '=', evaluationId)
    .executeTakeFirst();
}

/** For every pair that is voted on: how often it was given out with the candidate on either side, repeats left out. */
export async function listPromptUses(
  db: Db,
  evaluationId: string,
): Promise<{ promptId: string; left: number; right: number }[]> {
  return db
    .selectFrom('evaluationItem')
    .leftJoin('voteSlot', join =>
      join
        .onRef('voteSlot.itemId', '=', 'evaluationItem.id')
        .on('voteSlot.isRepeat', '=', false)
        .on('voteSlot.isGold', '=', false),
    )
    .select(eb => [
      'evaluationItem.id as promptId',
      eb.fn.count<number>('voteSlot.id').filterWhere('voteSlot.leftArm', '=', 'candidate').as('left'),
      eb.fn.count<number>('voteSlot.id').filterWhere('voteSlot.leftArm', '=', 'baseline').as('right'),
    ])
    .where('evaluationItem.evaluationId', '=', evaluationId)
    .where('evaluationItem.excludedReason', 'is', null)
    .groupBy(['evaluationItem.id', 'evaluationItem.position'])
    .orderBy('evaluationItem.position')
    .execute();
}

export async function updateSlotShown(db: Db, id: string, shownAt: Date): Promise<void> {
  await db
    .updateTable('voteSlot')
    .set({ shownAt })
    .where('id', '=', id)
    .where('shownAt', 'is', null)
    .execute();
}

export async function updateSlotVoted(db: Db, id: string, judgementId: string): Promise<void> {
  await db.updateTable('voteSlot').set({ state: 'voted', judgementId }).where('id', '=', id).execute();
}

/** The pair comes back under a new token, so that a late copy of the old vote finds nothing. */
export async function updateSlotReopened(
  db: Db,
  id: string,
  change: { token: string; judgementId: string },
): Promise<void> {
  await db
    .updateTable('voteSlot')
    .set({ ...change, state: 'open', shownAt: null })
    .where('id', '=', id)
    .execute();
}

/** How many pairs there are to vote on, and how many this rater was given and has voted on, repeats included. */
export async function countRaterSlots(
  db: Db,
  evaluationId: string,
  raterId: string,
): Promise<{ pairs: number; given: number; voted: number }> {
  return db
    .selectNoFrom(eb => [
      eb
        .selectFrom('evaluationItem')
        .select(each => each.fn.countAll<number>().as('n'))
        .where('evaluationId', '=', evaluationId)
        .where('excludedReason', 'is', null)
        .$asScalar()
        .$notNull()
        .as('pairs'),
      countOwn(eb, evaluationId, raterId).$asScalar().$notNull().as('given'),
      countOwn(eb, evaluationId, raterId).where('state', '=', 'voted').$asScalar().$notNull().as('voted'),
    ])
    .executeTakeFirstOrThrow();
}

function countOwn(eb: ExpressionBuilder<Tables, never>, evaluationId: string, raterId: string) {
  return eb
    .selectFrom('voteSlot')
    .select(each => each.fn.countAll<number>().as('n'))
    .where('evaluationId', '=', evaluationId)
    .where('raterId', '=', raterId);
}
