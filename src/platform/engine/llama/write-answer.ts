import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { type Prompt, startAfter } from './encode-prompt.ts';
import type { LlamaRequest } from './messages.ts';
import type { Seat } from './seats.ts';
import { watchStops } from './watch-stops.ts';

export type Answer = { text: string; completionTokens: number; finishReason: 'stop' | 'length' };

export type AnswerHooks = { onFirstToken(): void; onText(piece: string): void; signal: AbortSignal };

/** Token after token behind the prompt until the model ends its turn, a stop text, `maxTokens`, or the signal. */
export async function writeAnswer(
  seat: Seat,
  prompt: Prompt,
  request: LlamaRequest,
  hooks: AnswerHooks,
): Promise<Answer> {
  const { sequence } = seat;
  const stops = watchStops(request.stop ?? []);
  const decoder = decodeIncrementally(sequence.model);
  let text = '';
  let stopped = false;
  let completionTokens = 0;
  const show = (piece: string) => {
    const { shown, stopped: met } = stops.feed(piece);
    text += shown;
    stopped ||= met;
    if (shown) hooks.onText(shown);
  };
  await startAfter(seat, prompt.head);
  for await (const token of sequence.evaluate(prompt.tail, sampling(request))) {
    if (completionTokens++ === 0) hooks.onFirstToken();
    if (sequence.model.isEogToken(token)) return finish('stop');
    show(decoder.next(token));
    if (stopped) return finish('stop');
    if (hooks.signal.aborted || completionTokens >= request.maxTokens || isFull(sequence)) break;
  }
  return finish('length');

  function finish(finishReason: Answer['finishReason']): Answer {
    if (!stopped) show(decoder.rest());
    const held = stopped ? '' : stops.rest();
    if (held) hooks.onText(held);
    return { text: text + held, completionTokens, finishReason };
  }
}

const isFull = (sequence: LlamaContextSequence): boolean =>
  sequence.nextTokenIndex + 1 >= sequence.contextSize;

const sampling = (request: LlamaRequest) => ({
  temperature: request.temperature,
  topP: request.topP,
  topK: 0,
  minP: 0,
  yieldEogToken: true,
  ...(request.seed === null ? {} : { seed: request.seed }),
});

const broken = '\ufffd';
const longestCharacterTokens = 4;

/** Characters of several bytes may be spread over tokens: they are shown once they are whole. */
function decodeIncrementally(model: LlamaModel) {
  const before: Token[] = [];
  let pending: Token[] = [];
  const take = (): string => {
    const piece = model.detokenize(pending, false, before.slice(-8));
    before.push(...pending);
    pending = [];
    return piece;
  };
  return {
    next(token: Token): string {
      pending.push(token);
      const isWhole = !model.detokenize(pending, false, before.slice(-8)).endsWith(broken);
      return isWhole || pending.length >= longestCharacterTokens ? take() : '';
    },
    /** An answer cut inside a character ends before it. */
    rest: (): string => (pending.length > 0 ? take().replace(/\ufffd+$/, '') : ''),
  };
}
