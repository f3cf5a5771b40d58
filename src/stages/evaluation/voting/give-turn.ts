import { createHmac, randomBytes } from 'node:crypto';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { listAnswersOfItems } from '../answers/answer.queries.ts';
import { showAnswer } from '../answers/show-answer.ts';
import { type EvaluationRow, findItem, lockEvaluation } from '../evaluation.queries.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import { countPlannedRepeats, type PlannedSlot, planBlock, type Side } from './plan-block.ts';
import {
  countRaterSlots,
  findOpenSlot,
  insertSlots,
  listPromptUses,
  listRaterSlots,
  type SlotRow,
  updateSlotShown,
} from './slot.queries.ts';
import type { Pair, Turn } from './vote.contract.ts';
import { assertOpen } from './vote-errors.ts';

/** Whose turn it is, and when. The secret of the installation keeps the order of sides from who can read the seed. */
export type Rater = { id: string; nowMs: number; secret: string };

/** The pair that this rater votes on now: the one already open, or the first of a new block. */
export async function giveTurn(db: Db, evaluation: EvaluationRow, rater: Rater): Promise<Turn> {
  assertOpen(evaluation);
  const slot = (await findOpenSlot(db, evaluation.id, rater.id)) ?? (await openBlock(db, evaluation, rater));
  const progress = await measureProgress(db, evaluation.id, rater.id);
  if (!slot) return { state: 'done', pair: null, progress };
  await updateSlotShown(db, slot.id, new Date(rater.nowMs));
  return { state: 'vote', pair: await presentPair(db, slot), progress };
}

/** How far this rater is, repeats counted like all others. */
export async function measureProgress(
  db: Db,
  evaluationId: string,
  raterId: string,
): Promise<Turn['progress']> {
  const { pairs, given, voted } = await countRaterSlots(db, evaluationId, raterId);
  return { voted, of: Math.max(given, pairs + countPlannedRepeats(pairs)) };
}

export const newToken = (): string => randomBytes(24).toString('base64url');

async function openBlock(db: Db, evaluation: EvaluationRow, rater: Rater): Promise<SlotRow | undefined> {
  assertOpen(await lockEvaluation(db, evaluation.id));
  const own = await listRaterSlots(db, evaluation.id, rater.id);
  const waiting = own.find(slot => slot.state === 'open');
  if (waiting) return waiting;
  const block = (own.at(-1)?.block ?? 0) + 1;
  const planned = planBlock({
    unseen: (await listPromptUses(db, evaluation.id)).filter(
      use => !own.some(slot => slot.itemId === use.promptId),
    ),
    blockNumber: block,
    repeatable: listRepeatable(own),
    random: seededRandom(orderKey(evaluation.seed, rater, block)),
  });
  await insertSlots(
    db,
    planned.map((slot, index) => toRow(slot, evaluation.id, rater.id, own.length + index + 1, block)),
  );
  return findOpenSlot(db, evaluation.id, rater.id);
}

/** The seed stands in the evaluation for everybody who may read it, voters among them; with it alone nobody finds the sides. */
function orderKey(seed: number, rater: Rater, block: number): string {
  return createHmac('sha256', rater.secret).update(`vote-order ${seed} ${rater.id} ${block}`).digest('hex');
}

function listRepeatable(slots: readonly SlotRow[]) {
  const repeated = new Set(slots.filter(slot => slot.isRepeat).map(slot => slot.itemId));
  return slots
    .filter(slot => !slot.isRepeat && !slot.isGold && !repeated.has(slot.itemId))
    .map(slot => ({ promptId: slot.itemId, candidateSide: candidateSideOf(slot) }));
}

export function candidateSideOf(slot: Pick<SlotRow, 'leftArm'>): Side {
  return slot.leftArm === 'candidate' ? 'left' : 'right';
}

function toRow(slot: PlannedSlot, evaluationId: string, raterId: string, sequence: number, block: number) {
  return {
    id: newId(),
    evaluationId,
    itemId: slot.promptId,
    raterId,
    sequence,
    block,
    leftArm: slot.candidateSide === 'left' ? ('candidate' as const) : ('baseline' as const),
    isRepeat: slot.kind === 'repeat',
    isGold: false,
    token: newToken(),
  };
}

async function presentPair(db: Db, slot: SlotRow): Promise<Pair> {
  const item = await findItem(db, slot.itemId);
  const answers = await listAnswersOfItems(db, [slot.itemId]);
  const textOf = (isLeft: boolean) =>
    showAnswer(answers.find(answer => (answer.arm === slot.leftArm) === isLeft)!).text;
  return {
    token: slot.token,
    prompt: item!.prompt as Pair['prompt'],
    left: textOf(true),
    right: textOf(false),
  };
}
