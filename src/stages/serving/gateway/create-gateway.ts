import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { type Actor, notSignedIn } from '#platform/auth/actor.ts';
import { toOpenAiError } from '#platform/http/openai-error.ts';
import type { Services } from '#platform/http/services.ts';
import { createCallLog } from '../calls/call-log.ts';
import { answerChat, type Desk } from './answer-chat.ts';
import { createRouteFinder, unknownModel } from './find-route.ts';
import { formatEvent } from './format-completion.ts';
import { listModelCards } from './list-models.ts';
import { createReply, type Reply } from './reply.ts';

type Env = { Bindings: HttpBindings };

/** The OpenAI-compatible door. It needs Node's own request and response: serve it with `listen`. */
export function createGateway(services: Services): Hono {
  const desk: Desk = { services, calls: createCallLog(services), findRoute: createRouteFinder(services) };
  const app = new Hono<Env>();
  app.post('/v1/chat/completions', async c => {
    const reply = createReply(c.env.outgoing as never);
    await whoAsks(services, c)
      .then(actor => answerChat(desk, actor, c.env.incoming as never, reply))
      .catch(error => sendError(services, reply, error));
    return RESPONSE_ALREADY_SENT;
  });
  app.get('/v1/models', async c => {
    const data = await listModelCards(services, await whoAsks(services, c));
    return c.json({ object: 'list', data });
  });
  app.get('/v1/models/*', async c => {
    const id = readName(c.req.path.slice('/v1/models/'.length));
    const card = (await listModelCards(services, await whoAsks(services, c))).find(each => each.id === id);
    if (!card) throw unknownModel(id);
    return c.json(card);
  });
  app.onError((error, c) => {
    const { status, headers, body } = toOpenAiError(error, services.log);
    return c.json(body, status as 400, headers);
  });
  return app as unknown as Hono;
}

/** Of a path; where its escapes are no text, nothing is called that. */
function readName(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    throw unknownModel(escaped);
  }
}

async function whoAsks(services: Services, c: Context<Env>): Promise<Actor> {
  const { authorization } = c.env.incoming.headers;
  const headers = authorization ? new Headers({ authorization }) : c.req.raw.headers;
  const actor = await services.findActor(headers);
  if (!actor) throw notSignedIn();
  return actor;
}

/** Before the first byte as a status, after it as the stream's last event, without [DONE]: clients raise on both. */
function sendError(services: Services, reply: Reply, error: unknown): void {
  const { status, headers, body } = toOpenAiError(error, services.log);
  if (reply.begun()) return reply.end(formatEvent(body));
  if (status === 408) reply.mark({ connection: 'close' });
  reply.sendJson(status, headers, JSON.stringify(body));
}
