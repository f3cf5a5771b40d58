import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import {
  appendJudgement,
  countCountedJudgements,
  findJudgementByKey,
  type Judgement,
} from '#stages/labeling/index.ts';
import { closeEvaluation } from '../close-evaluation.ts';
import { designSchema } from '../evaluation.contract.ts';
import { type EvaluationRow, listItemIds, lockEvaluation } from '../evaluation.queries.ts';
import type { Outcome } from '../statistics/count-votes.ts';
import { candidateSideOf, measureProgress, type Rater } from './give-turn.ts';
import { findOpenSlot, findSlotByToken, type SlotRow, updateSlotVoted } from './slot.queries.ts';
import type { Turn, VoteVerdict } from './vote.contract.ts';
import { alreadyVoted, anothersSlot, assertOpen, outOfOrder, unknownToken } from './vote-errors.ts';

export type Ballot = { token: string; verdict: VoteVerdict; dwellMs: number; reasons: string[] };
export type Receipt = { recorded: true; isClosed: boolean; progress: Turn['progress'] };

/**
 * Records a vote as a judgement, in the caller's transaction. The same ballot again is acknowledged and changes nothing;
 * another verdict on the same pair is refused, and so is a pair whose turn it is not. The vote that completes the plan closes the evaluation.
 */
export async function castVote(
  db: Db,
  evaluation: EvaluationRow,
  rater: Rater,
  ballot: Ballot,
): Promise<Receipt> {
  const locked = await lockEvaluation(db, evaluation.id);
  const slot = await findSlotByToken(db, evaluation.id, ballot.token);
  if (!slot) throw unknownToken();
  if (slot.raterId !== rater.id) throw anothersSlot();
  if (slot.state === 'voted') return acknowledgeAgain(db, locked, slot, ballot);
  assertOpen(locked);
  const turn = await findOpenSlot(db, evaluation.id, rater.id);
  if (turn?.id !== slot.id || !slot.shownAt) throw outOfOrder();
  const judgement = await record(db, locked, slot, rater, ballot);
  await updateSlotVoted(db, slot.id, judgement.id);
  const cast = await countCast(db, evaluation.id);
  const subject = { subjectKind: 'evaluation', subjectId: evaluation.id };
  const payload = { number: evaluation.number, cast, plannedVotes: evaluation.plannedVotes };
  await appendEvent(db, evaluation.projectId, { kind: 'vote.cast', ...subject, payload });
  const isClosed = cast >= evaluation.plannedVotes;
  if (isClosed) await closeEvaluation(db, evaluation.id, rater.nowMs);
  return { recorded: true, isClosed, progress: await measureProgress(db, evaluation.id, rater.id) };
}

/** Votes that count towards the plan: current, and neither repeated nor excluded. Both bad and skips are answers too. */
export async function countCast(db: Db, evaluationId: string): Promise<number> {
  return countCountedJudgements(db, 'evaluation_item', await listItemIds(db, evaluationId), 'support');
}

async function acknowledgeAgain(
  db: Db,
  evaluation: EvaluationRow,
  slot: SlotRow,
  ballot: Ballot,
): Promise<Receipt> {
  const stored = await findJudgementByKey(db, evaluation.projectId, keyOf(slot));
  if (stored?.detail.verdict !== ballot.verdict) throw alreadyVoted();
  const progress = await measureProgress(db, evaluation.id, slot.raterId);
  return { recorded: true, isClosed: evaluation.state === 'closed', progress };
}

async function record(
  db: Db,
  evaluation: EvaluationRow,
  slot: SlotRow,
  rater: Rater,
  ballot: Ballot,
): Promise<Judgement> {
  const { minimumDwellMs } = designSchema.parse(evaluation.design);
  const { verdict, reasons } = ballot;
  const sinceShownMs = rater.nowMs - slot.shownAt!.getTime();
  // A clock that was set back meanwhile says nothing; it must not make a careful vote look hasty.
  const dwellMs = sinceShownMs < 0 ? ballot.dwellMs : Math.min(ballot.dwellMs, sinceShownMs);
  const { sequence, block, leftArm, isRepeat, isGold, shownAt } = slot;
  return appendJudgement(db, {
    projectId: evaluation.projectId,
    subjectKind: 'evaluation_item',
    subjectId: slot.itemId,
    question: 'support',
    actor: { kind: 'human', id: rater.id },
    round: isGold ? 'gold' : 'vote',
    value: { outcome: outcomeOf(verdict, slot) },
    detail: {
      slotId: slot.id,
      verdict,
      leftArm,
      dwellMs,
      reasons,
      sequence,
      block,
      isRepeat,
      isGold,
      shownAt,
    },
    supersedes: slot.judgementId,
    idempotencyKey: keyOf(slot),
    excludedReason: isRepeat ? 'repeat' : isGold ? 'gold' : dwellMs < minimumDwellMs ? 'too_fast' : null,
  });
}

const keyOf = (slot: SlotRow): string => `vote:${slot.token}`;

function outcomeOf(verdict: VoteVerdict, slot: SlotRow): Outcome {
  if (verdict === 'left' || verdict === 'right')
    return verdict === candidateSideOf(slot) ? 'candidate' : 'baseline';
  return verdict;
}
