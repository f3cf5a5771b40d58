import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { type EvaluationRow, lockEvaluation, updateEvaluation } from './evaluation.queries.ts';
import { getResult } from './results/get-result.ts';

/**
 * Ends the voting for good and stores the result. Before the plan is reached the anytime-valid interval stays the one
 * that counts, for a study that is stopped by hand was not stopped by its plan. A closed one is given back as it is.
 */
export async function closeEvaluation(db: Db, id: string, nowMs: number): Promise<EvaluationRow> {
  const evaluation = await lockEvaluation(db, id);
  if (evaluation.state === 'closed') return evaluation;
  if (evaluation.state !== 'open') throw neverOpened(evaluation);
  const closed = await updateEvaluation(db, id, { state: 'closed', closedAt: new Date(nowMs) });
  const result = await getResult(db, closed);
  const subject = { subjectKind: 'evaluation', subjectId: id };
  const payload = { number: closed.number, verdict: result.verdict };
  await appendEvent(db, closed.projectId, { kind: 'evaluation.closed', ...subject, payload });
  return closed;
}

const neverOpened = (evaluation: EvaluationRow) =>
  new AttuneError('evaluation_not_open', 'This evaluation was never open, so there is nothing to close.', {
    status: 409,
    fields: { evaluation: evaluation.number, state: evaluation.state },
    remedy: 'Wait until its answers are ready.',
  });
