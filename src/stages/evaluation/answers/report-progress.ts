import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { countItems, type EvaluationRow, updateEvaluation } from '../evaluation.queries.ts';

export type AnswerProgress = { done: number; total: number; phase: string };

const reportEveryMs = 500;

/** Counts one answer per call and tells the row and the event stream, twice a second at most. */
export function progressReporter(services: Services, evaluation: EvaluationRow, doneBefore: number) {
  let done = doneBefore;
  let reportedAt = 0;
  return async (phase: string): Promise<void> => {
    done++;
    if (services.clock() - reportedAt < reportEveryMs) return;
    reportedAt = services.clock();
    const prompts = await countItems(services.db, [evaluation.id]);
    const total = 2 * prompts.reduce((sum, { count }) => sum + count, 0);
    await reportProgress(services, evaluation, { done, total, phase });
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

/** The row says that it failed and why; the queue tries again, and `generate` does when a person asks. */
export async function reportFailure(
  services: Services,
  evaluation: EvaluationRow,
  failure: unknown,
): Promise<void> {
  const error =
    failure instanceof AttuneError
      ? { code: failure.code, message: failure.message, remedy: failure.remedy }
      : { code: 'unexpected', message: String(failure) };
  await services.db.transaction().execute(async trx => {
    await updateEvaluation(trx, evaluation.id, { state: 'failed', error: JSON.stringify(error) });
    const subject = { subjectKind: 'evaluation', subjectId: evaluation.id };
    const payload = { number: evaluation.number, ...error };
    await appendEvent(trx, evaluation.projectId, { kind: 'evaluation.failed', ...subject, payload });
  });
}
