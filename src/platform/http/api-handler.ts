import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import type { AnyRouter } from '@orpc/server';
import {
  experimental_ZodSmartCoercionPlugin as ZodSmartCoercionPlugin,
  ZodToJsonSchemaConverter,
} from '@orpc/zod/zod4';
import type { AnyContractRouter, OpenAPI } from '@orpc/contract';
import { Hono } from 'hono';
import { retryAfterS } from '#platform/database/name-database-fault.ts';
import { answerError } from './answer-error.ts';
import { toOrpcError } from './name-errors.ts';
import { readApiBody } from './read-api-body.ts';
import type { Services } from './services.ts';

export const apiPrefix = '/api/v1';

/** Serves a router below /api/v1 and its OpenAPI document, with what stands `beside` it, at /api/openapi.json. */
export function createApi(
  services: Services,
  router: AnyRouter,
  contract: AnyContractRouter,
  version: string,
  beside: OpenAPI.Document['paths'] = {},
): Hono {
  const rename = (error: unknown): never => {
    throw toOrpcError(error, fault => services.log.error('request failed', { error: fault }));
  };
  const handler = new OpenAPIHandler(router, {
    plugins: [new ZodSmartCoercionPlugin()],
    clientInterceptors: [async options => options.next().catch(rename)],
  });
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = generator.generate(contract, {
    info: { title: 'Attune', version, description: 'The whole life of a fine-tuned language model.' },
    servers: [{ url: apiPrefix }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    security: [{ key: [] }],
  });
  const app = new Hono();
  app.get('/api/openapi.json', async c => {
    const described = await document;
    return c.json({ ...described, paths: { ...described.paths, ...beside } });
  });
  app.all(`${apiPrefix}/*`, async c => {
    const request = await readApiBody(c.req.raw, services.config.doors.largestBodyBytes);
    const findActor = () => services.findActor(request.headers);
    const context = {
      services,
      actor: await findActor(),
      findActor,
      idempotencyKey: request.headers.get('idempotency-key') ?? undefined,
      lastEventId: request.headers.get('last-event-id') ?? undefined,
      signal: request.signal,
    };
    const { matched, response } = await handler.handle(request, {
      prefix: apiPrefix,
      context: context as never,
    });
    if (!matched) return c.json(unknownPath(c.req.path), 404);
    const answer = c.newResponse(response.body, response);
    if (answer.status === 503) answer.headers.set('retry-after', String(retryAfterS));
    return answer;
  });
  app.onError(error => answerError(error, services.log));
  return app;
}

const unknownPath = (path: string) => ({
  code: 'not_found',
  status: 404,
  message: `There is no ${path}.`,
  data: { remedy: 'See /api/openapi.json for what there is.' },
});
