import type { Hono } from 'hono';
import { systemContract } from '#platform/auth/system.contract.ts';
import { type Installation, systemRouter } from '#platform/auth/system.routes.ts';
import type { Services } from '#platform/http/services.ts';
import { createUnknownOpenAiRoute } from '#platform/http/unknown-openai-route.ts';
import type { AnyJob } from '#platform/jobs/jobs.ts';
import { dataContract, dataJobs, dataRouter } from '#stages/data/index.ts';
import { evaluationContract, evaluationJobs, evaluationRouter } from '#stages/evaluation/index.ts';
import { createFeedbackGateway, feedbackContract, feedbackRouter } from '#stages/feedback/index.ts';
import { labelingContract, labelingRouter } from '#stages/labeling/index.ts';
import { loopContract, loopJobs, loopRouter } from '#stages/loop/index.ts';
import { ensureStarter, modelsContract, modelsJobs, modelsRouter } from '#stages/models/index.ts';
import { needContract, needRouter } from '#stages/need/index.ts';
import { createGateway, servingContract, servingRouter, sweepCalls } from '#stages/serving/index.ts';
import {
  createFineTuningDoor,
  recoverJobs,
  recoverRuns,
  tuningContract,
  tuningJobs,
  tuningRouter,
} from '#stages/tuning/index.ts';

/** The whole contract: what the OpenAPI document shows and what the typed client can call. */
export const contract = {
  system: systemContract,
  need: needContract,
  models: modelsContract,
  data: dataContract,
  labeling: labelingContract,
  tuning: tuningContract,
  evaluation: evaluationContract,
  serving: servingContract,
  feedback: feedbackContract,
  loop: loopContract,
};

export const createRouter = (installation: Installation) => ({
  system: systemRouter(installation),
  need: needRouter,
  models: modelsRouter,
  data: dataRouter,
  labeling: labelingRouter,
  tuning: tuningRouter,
  evaluation: evaluationRouter,
  serving: servingRouter,
  feedback: feedbackRouter,
  loop: loopRouter,
});

export const jobs: readonly AnyJob<Services>[] = [
  ...modelsJobs,
  ...dataJobs,
  ...tuningJobs,
  ...evaluationJobs,
  ...loopJobs,
];

/** OpenAI-shaped doors beside the API; the last one answers what none of them knows. */
export const createGateways = (services: Services): Hono[] => [
  createGateway(services),
  createFeedbackGateway(services),
  createFineTuningDoor(services),
  createUnknownOpenAiRoute(services),
];

/** What a crash or a stop left unfinished is picked up before new work begins. */
export async function recover(services: Services): Promise<void> {
  await ensureStarter(services);
  await sweepCalls(services);
  await recoverRuns(services);
  await recoverJobs(services);
}
