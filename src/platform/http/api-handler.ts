import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import type { AnyRouter } from '@orpc/server';
import {
  experimental_ZodSmartCoercionPlugin as ZodSmartCoercionPlugin,
  ZodToJsonSchemaConverter,
} from '@orpc/zod/zod4';
import type { AnyContractRouter } from '@orpc/contract';
import { Hono } from 'hono';
import type { Services } from './services.ts';
import { toOrpcError } from './name-errors.ts';

export const apiPrefix = '/api/v1';

/** Serves a router below /api/v1 and its OpenAPI document at /api/openapi.json. */
export function createApi(
  services: Services,
  router: AnyRouter,
  contract: AnyContractRouter,
  version: string,
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
  app.get('/api/openapi.json', async c => c.json(await document));
  app.all(`${apiPrefix}/*`, async c => {
    const request = c.req.raw;
    const context = {
      services,
      actor: await services.findActor(request.headers),
      idempotencyKey: request.headers.get('idempotency-key') ?? undefined,
      lastEventId: request.headers.get('last-event-id') ?? undefined,
      signal: request.signal,
    };
    const { matched, response } = await handler.handle(request, {
      prefix: apiPrefix,
      context: context as never,
    });
    return matched ? c.newResponse(response.body, response) : c.json(unknownPath(c.req.path), 404);
  });
  return app;
}

const unknownPath = (path: string) => ({
  code: 'not_found',
  status: 404,
  message: `There is no ${path}.`,
  data: { remedy: 'See /api/openapi.json for what there is.' },
});
