import { Hono } from 'hono';
import { AttuneError } from './attune-error.ts';
import { toOpenAiError } from './openai-error.ts';
import type { Services } from './services.ts';

/** The last door below `/v1`: what OpenAI has and Attune has not is told so in OpenAI's shape, not shown the web application. */
export function createUnknownOpenAiRoute({ log }: Services): Hono {
  const app = new Hono();
  app.all('/v1/*', c => {
    const { status, body } = toOpenAiError(unknownRoute(`${c.req.method} ${c.req.path}`), log);
    return c.json(body, status as 404);
  });
  return app;
}

const unknownRoute = (route: string) =>
  new AttuneError('unknown_route', `There is no ${route} here.`, {
    status: 404,
    remedy: 'docs/fine-tuning-api.md and /api/openapi.json name what there is of /v1.',
  });
