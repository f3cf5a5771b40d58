import { AttuneError } from '#platform/http/attune-error.ts';
import { readChatAnswer, type Upstream } from '#stages/models/index.ts';
import { blindError } from './blind-error.ts';
import { readCallEnd } from './call-end.ts';
import { nameUpstreamFault } from './name-upstream-fault.ts';
import type { UpstreamAnswer } from './open-answer.ts';
import { passEvents } from './pass-events.ts';
import type { Question } from './question.ts';
import { createRename, type Names } from './rename-answer.ts';
import { requestUpstream } from './request-upstream.ts';

/**
 * An answer of a remote model, passed on as it comes. The call is recorded beside the request to the other side and
 * awaited before the first byte; what is read of the answer is read on the way.
 */
export async function answerRemotely(question: Question, upstream: Upstream): Promise<void> {
  const { call, reply } = question;
  const asking = requestUpstream(upstream, bodyFor(question, upstream));
  reply.onGone(() => asking.cancel(clientLeft));
  call.committed.catch((error: Error) => asking.cancel(error));
  try {
    await pass(question, upstream, asking.answer);
  } catch (error) {
    asking.cancel(error as Error);
    throw error;
  }
}

async function pass(question: Question, upstream: Upstream, asked: Promise<UpstreamAnswer>): Promise<void> {
  try {
    const answer = await asked;
    if (answer.status < 400 && !question.request.stream) return await passJson(question, answer);
    await question.call.committed;
    if (answer.status >= 400) await passError(question, upstream, answer);
    else await passEvents(question, upstream.name, answer);
  } catch (error) {
    throw nameUpstreamFault(error, upstream.name);
  }
}

const clientLeft = new Error('the client left');

/** Everything as it came but the model's name, and the target's system prompt where the conversation brings none. */
function bodyFor({ request, target }: Question, { model }: Upstream): string {
  const { systemPrompt } = target;
  const bringsSystem = request.messages.some(({ role }) => role === 'system' || role === 'developer');
  if (!systemPrompt || bringsSystem) return JSON.stringify({ ...request, model });
  return JSON.stringify({
    ...request,
    model,
    messages: [{ role: 'system', content: systemPrompt }, ...request.messages],
  });
}

/** An answer that is there before its call is written is written with it; none goes out before it is. */
async function passJson({ request, call, reply, head }: Question, answer: UpstreamAnswer): Promise<void> {
  const text = await answer.text();
  const body = parse(text);
  const chunk = readChatAnswer(body);
  const rename = chunk && createRename(body as Names, head.id, head.model);
  const said = chunk?.text ?? '';
  await call.finish(readCallEnd(request, said, chunk ? [chunk] : []), said);
  await call.committed;
  reply.sendJson(answer.status, {}, rename?.(text) ?? text);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * An error of the other side goes out as it is; only its view of our secret is ours to explain. To who may not read models
 * it says what is wrong with their request, under the name that they asked for, and nothing of what is wrong over there.
 */
async function passError(question: Question, upstream: Upstream, answer: UpstreamAnswer): Promise<void> {
  const { call, reply } = question;
  const { status } = answer;
  const text = upstream.hide(await answer.text());
  if (status === 401 || status === 403) throw refusedSecret(upstream, status);
  const retryAfter = answer.header('retry-after');
  const { model } = question.head;
  const blinded = () => (status < 500 ? text.replaceAll(upstream.model, () => model) : blindError(model));
  const shown = question.isBlind ? blinded() : text;
  await call.finish({ state: 'upstream_error', error: { status, body: text.slice(0, 4_000) } });
  reply.sendJson(status, retryAfter ? { 'retry-after': retryAfter } : {}, shown);
}

const refusedSecret = ({ name }: Upstream, status: number) =>
  new AttuneError(
    'upstream_refused',
    `The model behind "${name}" refused the connection's secret (${status}).`,
    {
      status: 502,
      remedy: "Enter the connection's secret again.",
    },
  );
