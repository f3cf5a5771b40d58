import type { Services } from '#platform/http/services.ts';
import { completeWith } from '#stages/models/index.ts';
import { readLocalQuestion } from './chat-request.ts';
import { createChunkFormat, formatCompletion } from './format-completion.ts';
import type { Question } from './question.ts';
import { eventStreamHeaders } from './reply.ts';

/** An answer of the built-in inference. Its end is committed before the last bytes go out. */
export async function answerLocally(services: Services, question: Question): Promise<void> {
  const { request, target, call, reply, head } = question;
  const { messages, sampling, stop } = readLocalQuestion(request, target.sampling);
  const format = createChunkFormat(head, request.stream_options?.include_usage === true);
  const begin = () => {
    if (reply.begun()) return;
    reply.begin(200, eventStreamHeaders);
    void reply.write(format.start());
  };
  const show = (piece: string) => {
    call.append(piece);
    if (!request.stream) return;
    begin();
    void reply.write(format.text(piece));
  };
  await call.committed;
  const options = { signal: reply.signal(), stop, onText: show };
  const { text, finishReason, ...usage } = await completeWith(services, target, messages, sampling, options);
  const { promptTokens, completionTokens } = usage;
  const state = reply.isGone() ? 'client_abort' : 'ok';
  await call.finish({ state, finishReason, promptTokens, completionTokens, usageSource: 'upstream' });
  if (state === 'client_abort') return;
  if (request.stream) {
    begin();
    reply.end(format.finish(finishReason) + format.usage(usage) + format.done());
  } else reply.sendJson(200, {}, formatCompletion(head, text, finishReason, usage));
}
