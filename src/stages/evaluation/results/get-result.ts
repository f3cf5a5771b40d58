import { createHash } from 'node:crypto';
import type { Db } from '#platform/database/database.ts';
import { designSchema } from '../evaluation.contract.ts';
import type { EvaluationRow, ItemRow } from '../evaluation.queries.ts';
import { computeResult, resultCodeVersion, type ResultInput } from './compute-result.ts';
import { readVotes, type Votes } from './read-votes.ts';
import { type EvaluationResult, resultSchema } from './result.contract.ts';
import { findResult, insertResult } from './result.queries.ts';

/**
 * The result of the votes as they stand now, without the reader's own last one while voting is open. It is computed once
 * per set of votes and kept as a snapshot.
 */
export async function getResult(
  db: Db,
  evaluation: EvaluationRow,
  reader?: string,
): Promise<EvaluationResult & { withheld: number }> {
  const votes = await readVotes(db, evaluation, reader);
  const input = toInput(evaluation, votes);
  const inputHash = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const stored = await findResult(db, evaluation.id, resultCodeVersion, inputHash);
  if (stored) return { ...resultSchema.parse(stored), withheld: votes.withheld };
  const result = { ...computeResult(input), codeVersion: resultCodeVersion, inputHash };
  await insertResult(db, evaluation.id, result);
  return { ...result, withheld: votes.withheld };
}

function toInput(evaluation: EvaluationRow, votes: Votes): ResultInput {
  return {
    plannedVotes: evaluation.plannedVotes,
    seed: evaluation.seed,
    votes: votes.votes.map(({ vote }) => vote),
    excludedPrompts: countReasons(votes.items),
    cut: countCut(votes),
    maxTokens: designSchema.parse(evaluation.design).sampling.maxTokens,
  };
}

/** Of the pairs that are voted on, how many answers ran into the cap on their tokens. */
function countCut({ items, stateOf }: Votes): ResultInput['cut'] {
  const voted = items.filter(item => item.excludedReason === null);
  const count = (arm: 'baseline' | 'candidate') =>
    voted.filter(item => stateOf(item, arm) !== 'whole').length;
  return { pairs: voted.length, baseline: count('baseline'), candidate: count('candidate') };
}

function countReasons(items: readonly ItemRow[]): Record<string, number> {
  const reasons = items.flatMap(item => item.excludedReason ?? []).sort();
  return Object.fromEntries(
    [...Map.groupBy(reasons, reason => reason)].map(([reason, all]) => [reason, all.length]),
  );
}
