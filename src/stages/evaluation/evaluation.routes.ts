import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import type { GenerateAnswersJob } from './answers/generate-answers.job.ts';
import { listAnswerPairs } from './answers/list-answer-pairs.ts';
import { closeEvaluation } from './close-evaluation.ts';
import { createEvaluation } from './create-evaluation.ts';
import { evaluationContract } from './evaluation.contract.ts';
import { listEvaluations } from './evaluation.queries.ts';
import type { Ports } from './ports.ts';
import { getEvaluation, presentEvaluation, presentEvaluations } from './present-evaluation.ts';
import { getCourse } from './results/get-course.ts';
import { getResult } from './results/get-result.ts';
import { listVotes } from './results/list-votes.ts';
import { retryAnswers } from './retry-answers.ts';
import { raterIdOf } from './voting/rater-of.ts';

export function createEvaluationRouter(ports: Ports, job: GenerateAnswersJob) {
  const api = implement(evaluationContract).$context<IncomingContext>().use(guard);
  return api.router({
    list: api.list.handler(async ({ context, input }) => {
      const before = input.after === undefined ? undefined : Number(input.after);
      const rows = await listEvaluations(context.db, context.project.id, before, input.limit + 1);
      const items = await presentEvaluations(context.db, rows.slice(0, input.limit));
      return { items, next: rows.length > input.limit ? String(items.at(-1)!.number) : null };
    }),
    create: api.create.handler(async ({ context, input }) => {
      const { project: _project, ...request } = input;
      return presentEvaluation(context.db, await createEvaluation(context, { ports, job }, request));
    }),
    get: api.get.handler(async ({ context, input }) =>
      presentEvaluation(context.db, await getEvaluation(context.db, context.project.id, input.evaluation)),
    ),
    result: api.result.handler(async ({ context, input }) =>
      getResult(
        context.db,
        await getEvaluation(context.db, context.project.id, input.evaluation),
        raterIdOf(context.actor),
      ),
    ),
    course: api.course.handler(async ({ context, input }) =>
      getCourse(
        context.db,
        await getEvaluation(context.db, context.project.id, input.evaluation),
        raterIdOf(context.actor),
      ),
    ),
    votes: api.votes.handler(async ({ context, input }) =>
      listVotes(
        context.db,
        await getEvaluation(context.db, context.project.id, input.evaluation),
        raterIdOf(context.actor),
        input,
      ),
    ),
    answers: api.answers.handler(async ({ context, input }) => {
      const evaluation = await getEvaluation(context.db, context.project.id, input.evaluation);
      return listAnswerPairs(context.db, evaluation, raterIdOf(context.actor), {
        after: Number(input.after ?? -1),
        limit: input.limit,
        only: input.only,
      });
    }),
    retry: api.retry.handler(async ({ context, input }) => {
      const evaluation = await getEvaluation(context.db, context.project.id, input.evaluation);
      return presentEvaluation(context.db, await retryAnswers(context, job, evaluation));
    }),
    close: api.close.handler(async ({ context, input }) => {
      const evaluation = await getEvaluation(context.db, context.project.id, input.evaluation);
      return presentEvaluation(
        context.db,
        await closeEvaluation(context.db, evaluation.id, context.services.clock()),
      );
    }),
  });
}
