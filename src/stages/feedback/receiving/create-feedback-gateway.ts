import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { type Actor, notAllowed, notSignedIn } from '#platform/auth/actor.ts';
import type { Db } from '#platform/database/database.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { toOpenAiError } from '#platform/http/openai-error.ts';
import type { Services } from '#platform/http/services.ts';
import { readFeedbackBody } from './read-feedback-body.ts';
import { receiveFeedback } from './receive-feedback.ts';

const largestBodyBytes = 512 * 1024;

/**
 * `POST /v1/feedback`: 202 `{id}` once it is stored, 200 for a repeat. Pages of any origin may post with a key that can
 * do nothing else; sessions do not count here, so that no page posts in the name of who is signed in.
 */
export function createFeedbackGateway(services: Services): Hono {
  const app = new Hono();
  app.use(
    '/v1/feedback',
    cors({
      origin: '*',
      allowMethods: ['POST'],
      allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
      maxAge: 600,
    }),
  );
  app.use(
    '/v1/feedback',
    bodyLimit({ maxSize: largestBodyBytes, onError: () => Promise.reject(tooLarge()) }),
  );
  app.post('/v1/feedback', async c => {
    const sender = await findSender(services, c.req.header('authorization'));
    const body = await readFeedbackBody(c.req.raw, c.req.header('idempotency-key'));
    const { id, repeated } = await services.db
      .transaction()
      .execute(trx => receiveFeedback(trx as Db, sender, body));
    return c.json({ id }, repeated ? 200 : 202);
  });
  app.onError((error, c) => {
    const { status, headers, body } = toOpenAiError(error, services.log);
    return c.json(body, status as 400, headers);
  });
  return app;
}

async function findSender(services: Services, authorization: string | undefined): Promise<Actor> {
  const sender = await services.findActor(new Headers(authorization ? { authorization } : {}));
  if (!sender) throw notSignedIn();
  const { scopes } = sender;
  if (scopes && !scopes.includes('all') && !scopes.includes('feedback.write'))
    throw notAllowed('feedback.write');
  return sender;
}

const tooLarge = () =>
  new AttuneError('body_too_large', `The body is larger than ${largestBodyBytes / 1024} KB.`, {
    status: 413,
    remedy: 'Send a shorter text.',
  });
