import { AttuneError } from '#platform/http/attune-error.ts';
import { readCallEnd } from './call-end.ts';
import { createLineCutter } from './cut-lines.ts';
import { createEndHolder } from './hold-end.ts';
import type { UpstreamAnswer } from './open-answer.ts';
import type { Question } from './question.ts';
import { createEventReader } from './read-events.ts';
import { eventStreamHeaders } from './reply.ts';

/**
 * A stream of a remote model, passed on as it comes: whole lines at a time, a piece of one waits for its rest. That it is
 * whole is said when its end is committed: a client that heard `[DONE]` finds its answer whole after any crash.
 */
export async function passEvents(question: Question, name: string, answer: UpstreamAnswer): Promise<void> {
  const { request, call, reply, head, isBlind } = question;
  const reader = createEventReader({ ...head, isBlind, onText: call.append });
  const cutLines = createLineCutter();
  const holder = createEndHolder();
  reply.begin(answer.status, eventStreamHeaders);
  await answer.each(bytes => {
    const lines = cutLines(bytes);
    const ready = lines === undefined ? '' : holder.pass(reader.pass(lines));
    return ready === '' ? undefined : reply.write(ready);
  });
  const failure = reader.marks.find(mark => mark.error)?.error;
  if (!failure && !reader.marks.some(mark => mark.finishReason)) throw cutOff(name);
  const end = readCallEnd(request, call.text(), reader.marks);
  await call.finish(failure ? { ...end, state: 'upstream_error', error: { message: failure } } : end);
  reply.end(holder.held());
}

const cutOff = (name: string) =>
  new AttuneError('upstream_cut_off', `The model behind "${name}" stopped in the middle of its answer.`, {
    status: 502,
    remedy: 'Ask again.',
  });
