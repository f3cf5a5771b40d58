import { appendEvent } from '#platform/events/append-event.ts';
import type { Services } from '#platform/http/services.ts';
import { designSchema, type ReferenceMetrics } from './evaluation.contract.ts';
import { countItems, type EvaluationRow, lockEvaluation, updateEvaluation } from './evaluation.queries.ts';

/**
 * From here on people vote. Where the plan was "all pairs" it is fixed now, before the first vote, as votes per prompt
 * times the pairs that can be voted on; with none of those the evaluation closes at once.
 */
export async function openEvaluation(
  services: Services,
  evaluationId: string,
  metrics: ReferenceMetrics,
): Promise<void> {
  await services.db.transaction().execute(async trx => {
    const evaluation = await lockEvaluation(trx, evaluationId);
    const now = new Date(services.clock());
    const votable =
      (await countItems(trx, [evaluationId])).find(count => count.excludedReason === null)?.count ?? 0;
    await updateEvaluation(trx, evaluationId, {
      state: votable > 0 ? 'open' : 'closed',
      plannedVotes: planVotes(evaluation, votable),
      metrics: JSON.stringify(metrics),
      progress: 'null',
      error: null,
      openedAt: now,
      closedAt: votable > 0 ? null : now,
    });
    const subject = { subjectKind: 'evaluation', subjectId: evaluationId };
    const payload = { number: evaluation.number, pairs: votable };
    await appendEvent(trx, evaluation.projectId, { kind: 'evaluation.opened', ...subject, payload });
  });
}

function planVotes(evaluation: EvaluationRow, votable: number): number {
  const design = designSchema.parse(evaluation.design);
  return design.plan === 'given' ? evaluation.plannedVotes : design.votesPerPrompt * votable;
}
