import { notFound } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import type { AnsweringModel } from '#stages/models/index.ts';
import { type Design, designSchema } from '../evaluation.contract.ts';
import {
  type EvaluationRow,
  findEvaluationById,
  type ItemRow,
  updateItemExclusion,
} from '../evaluation.queries.ts';
import type { Arm } from '../evaluation.tables.ts';
import { openEvaluation } from '../open-evaluation.ts';
import type { Ports } from '../ports.ts';
import { insertAnswer, listAnswers, listUnanswered } from './answer.queries.ts';
import { askedMessages, measureReferences } from './measure-references.ts';
import { preparePairs } from './prepare-pairs.ts';
import { progressReporter, reportFailure, reportProgress } from './report-progress.ts';

export type GenerateAnswersJob = JobDefinition<Services, { evaluationId: string }>;

/**
 * Lets both arms answer every prompt, measures the reference metrics, and opens the vote. An answer is kept as soon as it
 * is there, so that a job given out again after a crash goes on where it stopped.
 */
export const generateAnswersJob = (ports: Ports): GenerateAnswersJob => ({
  name: 'evaluation.generate-answers',
  async run(services, { evaluationId }, signal) {
    const evaluation = await findEvaluationById(services.db, evaluationId);
    if (!evaluation) throw notFound('evaluation', evaluationId);
    if (evaluation.state === 'open' || evaluation.state === 'closed') return;
    await prepare(services, ports, evaluation, signal);
  },
  giveUp: (services, { evaluationId }, error) => reportFailure(services, evaluationId, error),
});

async function prepare(
  services: Services,
  ports: Ports,
  evaluation: EvaluationRow,
  signal: AbortSignal,
): Promise<void> {
  const design = designSchema.parse(evaluation.design);
  const ask = { services, ports, evaluation, design, signal };
  await answerAll(ask, 'baseline', { kind: 'base', id: evaluation.baselineBaseModelId });
  await answerAll(ask, 'candidate', { kind: 'version', id: evaluation.candidateVersionId });
  await preparePairs(services.db, evaluation.id, design);
  await reportProgress(services, evaluation, { done: 0, total: 1, phase: 'metrics' });
  const metrics = await measureReferences(services, ports, evaluation, design, signal);
  await openEvaluation(services, evaluation.id, metrics);
}

type Ask = {
  services: Services;
  ports: Ports;
  evaluation: EvaluationRow;
  design: Design;
  signal: AbortSignal;
};

/** How many prompts are asked at once, so that every lane of the engine has work. */
const parallelPrompts = 4;
/** Share of the prompts that may stay without an answer; when more fail, the model is not there and the job fails. */
const tolerableShare = 0.05;

/** A prompt that fails twice is set aside and named. */
async function answerAll(ask: Ask, arm: Arm, target: AnsweringModel): Promise<void> {
  const { services, evaluation, signal } = ask;
  const unanswered = await listUnanswered(services.db, evaluation.id, arm);
  const answers = await listAnswers(services.db, evaluation.id);
  const answered = answers.filter(each => each.arm === arm).length;
  const tolerable = Math.max(1, Math.floor(tolerableShare * (unanswered.length + answered)));
  const report = progressReporter(services, evaluation, answers.length);
  const failed: { item: ItemRow; error: unknown }[] = [];
  const items = unanswered.values();
  const work = async (): Promise<void> => {
    for (const item of items) {
      if (signal.aborted || failed.length > tolerable) return;
      const error = await tryToAnswer(ask, item, arm, target);
      if (error) failed.push({ item, error });
      await report(`answers of the ${arm}`);
    }
  };
  await Promise.all(Array.from({ length: parallelPrompts }, work));
  signal.throwIfAborted();
  if (failed.length > tolerable || (failed.length > 0 && failed.length === unanswered.length + answered))
    throw failed[0]!.error;
  for (const { item } of failed) await updateItemExclusion(services.db, item.id, 'missing_answer');
}

async function tryToAnswer(ask: Ask, item: ItemRow, arm: Arm, target: AnsweringModel): Promise<unknown> {
  const { services, ports, design, signal } = ask;
  const request = {
    services,
    target,
    messages: askedMessages(item, design.systemPrompt),
    sampling: design.sampling,
    signal,
  };
  const found = await ports
    .generate(request)
    .catch(() => ports.generate(request))
    .catch((error: Error) => error);
  // An answer cut off by a stop of the server is no answer.
  signal.throwIfAborted();
  if (found instanceof Error) return found;
  await insertAnswer(services.db, item.id, arm, found);
  return undefined;
}
