import { createRouterClient } from '@orpc/server';
import type { Actor } from '#platform/auth/actor.ts';
import type { Services } from '#platform/http/services.ts';
import { dataRouter } from '#stages/data/index.ts';
import { evaluationRouter } from '#stages/evaluation/index.ts';
import { modelsRouter } from '#stages/models/index.ts';
import { needRouter } from '#stages/need/index.ts';
import { servingRouter } from '#stages/serving/index.ts';
import { tuningRouter } from '#stages/tuning/index.ts';

/**
 * The stages' endpoints as functions, called in the name of a person and under one idempotency key: a step that is
 * repeated after a crash gets the answers of the first time and starts nothing twice.
 */
export function callStages(services: Services, actor: Actor, idempotencyKey: string, signal: AbortSignal) {
  const context = { services, actor, idempotencyKey, lastEventId: undefined, signal };
  return {
    need: createRouterClient(needRouter, { context }),
    data: createRouterClient(dataRouter, { context }),
    models: createRouterClient(modelsRouter, { context }),
    tuning: createRouterClient(tuningRouter, { context }),
    evaluation: createRouterClient(evaluationRouter, { context }),
    serving: createRouterClient(servingRouter, { context }),
  };
}

export type Stages = ReturnType<typeof callStages>;
