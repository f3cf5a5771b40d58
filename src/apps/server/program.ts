import type { Hono } from 'hono';
import { systemContract } from '#platform/auth/system.contract.ts';
import { type Installation, systemRouter } from '#platform/auth/system.routes.ts';
import type { Services } from '#platform/http/services.ts';
import type { AnyJob } from '#platform/jobs/jobs.ts';
import { labelingContract, labelingRouter } from '#stages/labeling/index.ts';
import { needContract, needRouter } from '#stages/need/index.ts';

/** The whole contract: what the OpenAPI document shows and what the typed client can call. */
export const contract = { system: systemContract, need: needContract, labeling: labelingContract };

export const createRouter = (installation: Installation) => ({
  system: systemRouter(installation),
  need: needRouter,
  labeling: labelingRouter,
});

export const jobs: readonly AnyJob<Services>[] = [];

/** OpenAI-shaped doors beside the API. */
export const createGateways = (_services: Services): Hono[] => [];

/** What a crash or a stop left unfinished is picked up before new work begins. */
export async function recover(_services: Services): Promise<void> {}
