import type { LlamaModel, Token } from 'node-llama-cpp';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { ChatMessage } from '../engine-port.ts';
import { type ChatTemplate, compileChatTemplate, type Piece } from './chat-template.ts';
import type { Seat } from './seats.ts';

/** `head` is what every conversation with the same system message begins with. */
export type Prompt = { head: Token[]; tail: Token[] };

/** The model's own template; a GGUF file without one cannot chat. */
export function templateOf(model: LlamaModel): ChatTemplate {
  const { chat_template: source } = model.fileInfo.metadata.tokenizer ?? {};
  if (!source)
    throw new AttuneError('template_missing', 'The GGUF file has no chat template.', {
      status: 422,
      remedy: 'Use an instruction-tuned base.',
    });
  const { bosString, eosString } = model.tokens;
  return compileChatTemplate(source, { bos_token: bosString ?? '', eos_token: eosString ?? '' });
}

/** The same ids as in training: piece by piece, special tokens only in the template's own text. */
export function encodePrompt(
  model: LlamaModel,
  template: ChatTemplate,
  messages: readonly ChatMessage[],
): Prompt {
  const pieces = template.render(messages);
  const said = pieces.findIndex(piece => piece.role !== null && piece.role !== 'system');
  const encode = (part: Piece[]) => part.flatMap(piece => model.tokenize(piece.text, piece.role === null));
  const head = said < 0 ? 0 : said;
  return { head: encode(pieces.slice(0, head)), tail: encode(pieces.slice(head)) };
}

/**
 * Brings a seat to the state after `head`, from its cache where it had the same one. The head is always evaluated as a
 * batch of its own, so that an answer is the same to the last bit whether its head was cached or not.
 */
export async function startAfter(seat: Seat, head: Token[]): Promise<void> {
  const { sequence } = seat;
  const isCached = head.length > 0 && sameTokens(head, seat.head);
  const from = isCached ? head.length : 0;
  if (sequence.nextTokenIndex > from)
    await sequence.eraseContextTokenRanges([{ start: from, end: sequence.nextTokenIndex }]);
  if (isCached && sequence.nextTokenIndex === head.length) return;
  seat.head = [];
  await sequence.clearHistory();
  if (head.length > 0) await sequence.evaluateWithoutGeneratingNewTokens(head);
  seat.head = head;
}

const sameTokens = (a: readonly Token[], b: readonly Token[]): boolean =>
  a.length === b.length && a.every((token, i) => token === b[i]);
