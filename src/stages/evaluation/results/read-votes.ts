import * as z from 'zod';
import type { Db } from '#platform/database/database.ts';
import { type Judgement, listCurrentJudgements } from '#stages/labeling/index.ts';
import { listAnswers } from '../answers/answer.queries.ts';
import { type ShownAnswer, showAnswer } from '../answers/show-answer.ts';
import { type EvaluationRow, type ItemRow, listItems } from '../evaluation.queries.ts';
import type { Arm } from '../evaluation.tables.ts';
import { findLastVotedSlot } from '../voting/slot.queries.ts';
import type { CastVote } from './cast-votes.ts';

export type StandingVote = { vote: CastVote; judgement: Judgement; item: ItemRow };

export type Votes = {
  /** In the order in which they were given. */
  votes: StandingVote[];
  items: ItemRow[];
  /** 1 where the reader's own last vote is left out: an undo would bring its pair back, and its outcome tells the sides. */
  withheld: number;
  stateOf: (item: ItemRow, arm: Arm) => ShownAnswer['state'];
};

/** The votes that stand, as one reader may know them. Every number and every list of an evaluation is made from these. */
export async function readVotes(
  db: Db,
  evaluation: EvaluationRow,
  reader: string | undefined,
): Promise<Votes> {
  const items = await listItems(db, evaluation.id);
  const ids = items.map(item => item.id);
  const judgements = await listCurrentJudgements(db, 'evaluation_item', ids, 'support');
  const secret = await findUnsettled(db, evaluation, reader);
  const known = judgements.filter(judgement => judgement.id !== secret);
  const answers = await listAnswers(db, evaluation.id);
  const shown = new Map(answers.map(answer => [keyOf(answer.itemId, answer.arm), showAnswer(answer)]));
  const byId = new Map(items.map(item => [item.id, item]));
  return {
    items,
    withheld: judgements.length - known.length,
    stateOf: (item, arm) => shown.get(keyOf(item.id, arm))?.state ?? 'whole',
    votes: known.map(judgement => {
      const item = byId.get(judgement.subjectId)!;
      return { judgement, item, vote: toVote(judgement, item, shown) };
    }),
  };
}

async function findUnsettled(db: Db, evaluation: EvaluationRow, reader: string | undefined) {
  if (reader === undefined || evaluation.state === 'closed') return undefined;
  return (await findLastVotedSlot(db, evaluation.id, reader))?.judgementId ?? undefined;
}

const keyOf = (itemId: string, arm: Arm): string => `${itemId} ${arm}`;

const valueSchema = z.object({ outcome: z.enum(['candidate', 'baseline', 'tie', 'both_bad', 'skip']) });
export const voteDetailSchema = z.object({
  leftArm: z.enum(['baseline', 'candidate']),
  dwellMs: z.number(),
  isRepeat: z.boolean(),
  reasons: z.array(z.string()).default([]),
});

function toVote(judgement: Judgement, item: ItemRow, shown: ReadonlyMap<string, ShownAnswer>): CastVote {
  const { leftArm, dwellMs, isRepeat } = voteDetailSchema.parse(judgement.detail);
  return {
    prompt: item.id,
    cluster: item.cluster,
    labels: item.label === null ? [] : [item.label],
    rater: judgement.actorId,
    outcome: valueSchema.parse(judgement.value).outcome,
    candidateSide: leftArm === 'candidate' ? 'left' : 'right',
    dwellMs,
    isRepeat,
    excludedReason: judgement.excludedReason,
    candidateLength: shown.get(keyOf(item.id, 'candidate'))?.text.length ?? 0,
    baselineLength: shown.get(keyOf(item.id, 'baseline'))?.text.length ?? 0,
  };
}
