import type { Db } from '#platform/database/database.ts';
import { appendJudgement } from '#stages/labeling/index.ts';
import { type EvaluationRow, lockEvaluation } from '../evaluation.queries.ts';
import { giveTurn, newToken, type Rater } from './give-turn.ts';
import { findLastVotedSlot, findOpenSlot, updateSlotReopened } from './slot.queries.ts';
import type { Turn } from './vote.contract.ts';
import { alreadyUndone, assertOpen, nothingToUndo } from './vote-errors.ts';

/**
 * Withdraws the rater's last vote by a superseding judgement, and gives the same pair again under a new token. One step
 * back and no further: of pairs before the last one a reader may have seen the origin.
 */
export async function undoVote(db: Db, evaluation: EvaluationRow, rater: Rater): Promise<Turn> {
  assertOpen(await lockEvaluation(db, evaluation.id));
  if ((await findOpenSlot(db, evaluation.id, rater.id))?.judgementId) throw alreadyUndone();
  const slot = await findLastVotedSlot(db, evaluation.id, rater.id);
  if (!slot) throw nothingToUndo();
  const withdrawn = await appendJudgement(db, {
    projectId: evaluation.projectId,
    subjectKind: 'evaluation_item',
    subjectId: slot.itemId,
    question: 'support',
    actor: { kind: 'human', id: rater.id },
    round: slot.isGold ? 'gold' : 'vote',
    value: null,
    detail: { slotId: slot.id, undo: true },
    supersedes: slot.judgementId,
  });
  await updateSlotReopened(db, slot.id, { token: newToken(), judgementId: withdrawn.id });
  return giveTurn(db, evaluation, rater);
}
