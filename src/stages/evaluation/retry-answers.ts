import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import type { GenerateAnswersJob } from './answers/generate-answers.job.ts';
import { type EvaluationRow, lockEvaluation, updateEvaluation } from './evaluation.queries.ts';

/** Starts the answers of a failed evaluation again; what was answered stays. */
export async function retryAnswers(
  context: RequestContext,
  job: GenerateAnswersJob,
  { id }: EvaluationRow,
): Promise<EvaluationRow> {
  const evaluation = await lockEvaluation(context.db, id);
  if (evaluation.state !== 'failed')
    throw new AttuneError(
      'evaluation_not_failed',
      'Only an evaluation whose answers failed can be started again.',
      {
        status: 409,
        fields: { evaluation: evaluation.number, state: evaluation.state },
      },
    );
  await context.services.jobs.enqueue(context.db, job, { evaluationId: id });
  return updateEvaluation(context.db, id, { state: 'generating', error: null });
}
