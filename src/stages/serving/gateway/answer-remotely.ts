import { AttuneError } from '#platform/http/attune-error.ts';
import { type ChatChunk, readChatChunk, type Upstream } from '#stages/models/index.ts';
import type { CallEnd } from '../calls/open-call.ts';
import { estimateUsage } from './estimate-usage.ts';
import type { Question } from './question.ts';
import { createRename, type Rename } from './rename-answer.ts';
import { eventStreamHeaders } from './reply.ts';
import { headerOf, requestUpstream, type UpstreamAnswer } from './request-upstream.ts';

/**
 * An answer of a remote model, passed on as it comes. The call is recorded beside the request to the other side and
 * awaited before the first byte; what is read of the answer is read on the way.
 */
export async function answerRemotely(question: Question, upstream: Upstream): Promise<void> {
  const { call, reply } = question;
  const asked = requestUpstream(upstream, bodyFor(question, upstream), reply.signal);
  asked.catch(() => undefined);
  try {
    await call.committed;
  } catch (error) {
    void asked.then(unwanted => unwanted.body.destroy()).catch(() => undefined);
    throw error;
  }
  const answer = await asked;
  if (answer.statusCode >= 400) await passError(question, upstream, answer);
  else if (question.request.stream) await passEvents(question, upstream, answer);
  else await passJson(question, answer);
}

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

async function passJson({ request, call, reply, head }: Question, answer: UpstreamAnswer): Promise<void> {
  const text = await answer.body.text();
  const chunk = readChatChunk(text);
  call.append(chunk?.text ?? '');
  await reply.sendJson(answer.statusCode, {}, createRename(text, head.id, head.model)(text));
  reply.end();
  await call.finish(endOf(request, call.text(), chunk ? [chunk] : []));
}

/** Whole events at a time; a piece of one waits for its rest. */
async function passEvents(question: Question, upstream: Upstream, answer: UpstreamAnswer): Promise<void> {
  const { request, call, reply, head } = question;
  const decoder = new TextDecoder();
  const marks: ChatChunk[] = [];
  let rename: Rename | undefined;
  let rest = '';
  reply.begin(answer.statusCode, eventStreamHeaders);
  for await (const bytes of answer.body) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true });
    const whole = rest.lastIndexOf('\n') + 1;
    if (whole === 0) continue;
    const lines = rest.slice(0, whole);
    rest = rest.slice(whole);
    for (const data of dataOf(lines)) {
      const chunk = readChatChunk(data);
      if (!chunk) continue;
      rename ??= createRename(data, head.id, head.model);
      if (chunk.text) call.append(chunk.text);
      if (chunk.finishReason || chunk.usage || chunk.error) marks.push(chunk);
    }
    await reply.write(rename?.(lines) ?? lines);
  }
  if (reply.signal.aborted) throw reply.signal.reason;
  const failure = marks.find(mark => mark.error)?.error;
  if (!failure && !marks.some(mark => mark.finishReason)) throw cutOff(upstream);
  reply.end();
  const end = endOf(request, call.text(), marks);
  await call.finish(failure ? { ...end, state: 'upstream_error', error: { message: failure } } : end);
}

const dataOf = (lines: string): string[] =>
  lines.split('\n').flatMap(line => (line.startsWith('data:') ? [line.slice(5).trim()] : []));

function endOf(request: Question['request'], text: string, marks: readonly ChatChunk[]): CallEnd {
  const reported = marks.findLast(mark => mark.usage)?.usage;
  const finishReason = marks.findLast(mark => mark.finishReason)?.finishReason ?? null;
  const usage = reported ?? estimateUsage(request.messages, text);
  return { ...usage, state: 'ok', finishReason, usageSource: reported ? 'upstream' : 'estimated' };
}

/** An error of the other side goes out as it is; only its view of our secret is ours to explain. */
async function passError(question: Question, upstream: Upstream, answer: UpstreamAnswer): Promise<void> {
  const { call, reply } = question;
  const { statusCode } = answer;
  const text = await answer.body.text();
  if (statusCode === 401 || statusCode === 403) throw refusedSecret(upstream, statusCode);
  const retryAfter = headerOf(answer, 'retry-after');
  await reply.sendJson(statusCode, retryAfter ? { 'retry-after': retryAfter } : {}, text);
  reply.end();
  await call.finish({ state: 'upstream_error', error: { status: statusCode, body: text.slice(0, 4_000) } });
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

const cutOff = ({ name }: Upstream) =>
  new AttuneError('upstream_cut_off', `The model behind "${name}" stopped in the middle of its answer.`, {
    status: 502,
    remedy: 'Ask again.',
  });
