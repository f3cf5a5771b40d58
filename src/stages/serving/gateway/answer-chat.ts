import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Actor, may } from '#platform/auth/actor.ts';
import type { Services } from '#platform/http/services.ts';
import type { CallLog } from '../calls/call-log.ts';
import type { CallEnd } from '../calls/open-call.ts';
import { responseIdOf } from '../calls/response-id.ts';
import { chooseTarget } from '../deployments/choose-target.ts';
import { answerLocally } from './answer-locally.ts';
import { answerRemotely } from './answer-remotely.ts';
import { parseChatRequest } from './chat-request.ts';
import type { FindRoute, RouteTarget } from './find-route.ts';
import type { Head } from './format-completion.ts';
import type { Question } from './question.ts';
import { readJsonBody } from './read-body.ts';
import type { Reply } from './reply.ts';

export type Desk = { services: Services; calls: CallLog; findRoute: FindRoute };

/** `POST /v1/chat/completions` of somebody known. */
export async function answerChat(
  desk: Desk,
  actor: Actor,
  incoming: IncomingMessage,
  reply: Reply,
): Promise<void> {
  const body = await readJsonBody(incoming);
  const request = parseChatRequest(body);
  const { projectId, deploymentId, targets } = await desk.findRoute(actor, request.model);
  const target = chooseTarget(targets, deploymentId ?? projectId, request.user ?? randomUUID());
  const stream = request.stream === true;
  const call = desk.calls.open({
    projectId,
    deploymentId,
    apiKeyId: actor.keyId,
    targetKind: target.kind,
    targetId: target.id,
    stream,
    request: body,
  });
  const created = Math.floor(desk.services.clock() / 1000);
  const head = { id: responseIdOf(call.id), created, model: request.model };
  reply.mark({ 'x-attune-call': call.id });
  if (!may(actor, projectId, 'models.read'))
    return answer(desk.services, {
      request,
      target: disguise(target, head),
      call,
      reply,
      head,
      isBlind: true,
    });
  reply.mark({ 'x-attune-target': `${target.kind}:${target.id}` });
  await answer(desk.services, { request, target, call, reply, head, isBlind: false });
}

/** To who may not read models, what answers has the name that they asked for, in errors too. */
function disguise(target: RouteTarget, { model }: Head): RouteTarget {
  return target.upstream ? { ...target, upstream: { ...target.upstream, name: model } } : target;
}

async function answer(services: Services, question: Question): Promise<void> {
  const { target, call, reply } = question;
  try {
    if (target.upstream) await answerRemotely(question, target.upstream);
    else await answerLocally(services, question);
  } catch (error) {
    await call.finish(endAfter(error, reply));
    if (!reply.isGone()) throw error;
  }
}

function endAfter(error: unknown, reply: Reply): CallEnd {
  if (reply.isGone()) return { state: 'client_abort' };
  const { code, message } = error as { code?: string; message?: string };
  return {
    state: code === 'upstream_timeout' ? 'timeout' : 'upstream_error',
    error: { code, message: message ?? String(error) },
  };
}
