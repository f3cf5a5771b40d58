import { createHash } from 'node:crypto';
import type { Db } from '#platform/database/database.ts';
import { type Judgement, listCurrentJudgements } from '#stages/labeling/index.ts';
import * as z from 'zod';
import { listAnswers } from '../answers/answer.queries.ts';
import { type ShownAnswer, showAnswer } from '../answers/show-answer.ts';
import { designSchema } from '../evaluation.contract.ts';
import { type EvaluationRow, type ItemRow, listItems } from '../evaluation.queries.ts';
import type { Arm } from '../evaluation.tables.ts';
import type { CastVote } from './cast-votes.ts';
import { computeResult, resultCodeVersion, type ResultInput } from './compute-result.ts';
import { type EvaluationResult, resultSchema } from './result.contract.ts';
import { findResult, insertResult } from './result.queries.ts';

/** The result of the votes as they stand now. It is computed once per set of votes and kept as a snapshot. */
export async function getResult(db: Db, evaluation: EvaluationRow): Promise<EvaluationResult> {
  const input = await readInput(db, evaluation);
  const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const stored = await findResult(db, evaluation.id, resultCodeVersion, inputHash);
  if (stored) return resultSchema.parse(stored);
  const result = { ...computeResult(input), codeVersion: resultCodeVersion, inputHash };
  await insertResult(db, evaluation.id, result);
  return result;
}

async function readInput(db: Db, evaluation: EvaluationRow): Promise<ResultInput> {
  const items = await listItems(db, evaluation.id);
  const ids = items.map(item => item.id);
  const judgements = await listCurrentJudgements(db, 'evaluation_item', ids, 'support');
  const answers = await listAnswers(db, evaluation.id);
  const shown = new Map(answers.map(answer => [keyOf(answer.itemId, answer.arm), showAnswer(answer)]));
  const byId = new Map(items.map(item => [item.id, item]));
  return {
    plannedVotes: evaluation.plannedVotes,
    seed: evaluation.seed,
    votes: judgements.map(judgement => toVote(judgement, byId.get(judgement.subjectId)!, shown)),
    excludedPrompts: countReasons(items),
    cut: countCut(items, shown),
    maxTokens: designSchema.parse(evaluation.design).sampling.maxTokens,
  };
}

type Shown = ReadonlyMap<string, ShownAnswer>;

const keyOf = (itemId: string, arm: Arm): string => `${itemId} ${arm}`;

/** Of the pairs that are voted on, how many answers ran into the cap on their tokens. */
function countCut(items: readonly ItemRow[], shown: Shown): ResultInput['cut'] {
  const voted = items.filter(item => item.excludedReason === null);
  const stateOf = (item: ItemRow, arm: Arm) => shown.get(keyOf(item.id, arm))?.state ?? 'whole';
  const count = (arm: Arm) => voted.filter(item => stateOf(item, arm) !== 'whole').length;
  return { pairs: voted.length, baseline: count('baseline'), candidate: count('candidate') };
}

const valueSchema = z.object({ outcome: z.enum(['candidate', 'baseline', 'tie', 'both_bad', 'skip']) });
const detailSchema = z.object({
  leftArm: z.enum(['baseline', 'candidate']),
  dwellMs: z.number(),
  isRepeat: z.boolean(),
});

function toVote(judgement: Judgement, item: ItemRow, shown: Shown): CastVote {
  const { leftArm, dwellMs, isRepeat } = detailSchema.parse(judgement.detail);
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

function countReasons(items: readonly ItemRow[]): Record<string, number> {
  const reasons = items.flatMap(item => item.excludedReason ?? []).sort();
  return Object.fromEntries(
    [...Map.groupBy(reasons, reason => reason)].map(([reason, all]) => [reason, all.length]),
  );
}
