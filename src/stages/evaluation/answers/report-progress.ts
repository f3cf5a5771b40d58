import { appendEvent } from '#platform/events/append-event.ts';
import type { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { createPace } from '#platform/jobs/pace.ts';
import { countItems, type EvaluationRow, lockEvaluation, updateEvaluation } from '../evaluation.queries.ts';

export type AnswerProgress = { done: number; total: number; phase: string };

const reportEveryMs = 500;

/** Counts one answer per call and tells the row and the event stream, twice a second at most. */
export function progressReporter(services: Services, evaluation: EvaluationRow, doneBefore: number) {
  let done = doneBefore;
  const isDue = createPace(reportEveryMs);
  return async (phase: string): Promise<void> => {
    done++;
    if (!isDue()) return;
    const prompts = await countItems(services.db, [evaluation.id]);
    const total = 2 * prompts.reduce((sum, { count }) => sum + count, 0);
    await reportProgress(services, evaluation, { done, total, phase });
  };
}

/**
 * Tells counts that somebody else makes, twice a second at most, one after the other. `told` resolves when the last one is
 * written: wait for it before the evaluation's state changes.
 */
export function countReporter(services: Services, evaluation: EvaluationRow, phase: string) {
  const isDue = createPace(reportEveryMs);
  let telling = Promise.resolve();
  return {
    tell(done: number, total: number): void {
      if (!isDue()) return;
      telling = telling
        .then(() => reportProgress(services, evaluation, { done, total, phase }))
        .catch(error => services.log.warn('progress not told', { evaluation: evaluation.id, error }));
    },
    told: (): Promise<void> => telling,
  };
}

export async function reportProgress(
  services: Services,
  evaluation: EvaluationRow,
  progress: AnswerProgress,
): Promise<void> {
  await services.db.transaction().execute(async trx => {
    await updateEvaluation(trx, evaluation.id, { state: 'generating', progress: JSON.stringify(progress) });
    const subject = { subjectKind: 'evaluation', subjectId: evaluation.id };
    const payload = { number: evaluation.number, ...progress };
    await appendEvent(trx, evaluation.projectId, { kind: 'evaluation.progress', ...subject, payload });
  });
}

/** The row says that it failed and why, once the queue has tried as often as it may; people can `retry`. */
export async function reportFailure(
  services: Services,
  evaluationId: string,
  { code, message, remedy }: AttuneError,
): Promise<void> {
  const error = { code, message, remedy };
  await services.db.transaction().execute(async trx => {
    const evaluation = await lockEvaluation(trx, evaluationId);
    if (evaluation.state !== 'preparing' && evaluation.state !== 'generating') return;
    await updateEvaluation(trx, evaluation.id, { state: 'failed', error: JSON.stringify(error) });
    const subject = { subjectKind: 'evaluation', subjectId: evaluation.id };
    const payload = { number: evaluation.number, ...error };
    await appendEvent(trx, evaluation.projectId, { kind: 'evaluation.failed', ...subject, payload });
  });
}
