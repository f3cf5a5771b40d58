import { isDeepStrictEqual } from 'node:util';
import type { Message } from '#stages/data/data.tables.ts';
import type { FeedbackKind } from '../receiving/feedback-body.contract.ts';
import type { PromotionPayload, PromotionShape } from '../feedback.tables.ts';

/** An answer as it was given; `complete` = neither broken off nor cut at its longest. */
export type GivenAnswer = { conversation: Message[] | undefined; text: string; complete: boolean };

export type Feedback = {
  kind: FeedbackKind;
  value: unknown;
  answer: GivenAnswer;
  /** Of a choice: both sides. */
  chosen?: GivenAnswer;
  rejected?: GivenAnswer;
};

export type Proposal = { shape: PromotionShape; payload: PromotionPayload; because: string };

/** What a piece of feedback may become, by rule; or in words why nothing. */
export type Proposed = { proposals: Proposal[]; whyNot?: string };

export function proposePromotions(feedback: Feedback): Proposed {
  switch (feedback.kind) {
    case 'correction':
    case 'edit':
      return fromCorrection(feedback);
    case 'choice':
      return fromChoice(feedback);
    case 'thumb':
      return fromThumb(feedback);
    case 'rating':
    case 'outcome':
      return none('A rating or an outcome says how it went, not what to learn.');
  }
}

function fromCorrection({ kind, value, answer }: Feedback): Proposed {
  const prompt = answer.conversation;
  if (!prompt) return notPlain;
  const text = String(value).trim();
  const verb =
    kind === 'edit' ? 'edited the answer before it was used' : 'wrote the answer as it should have been';
  const learn = proposal(
    'sft',
    { prompt, answer: text },
    `Somebody ${verb}: the new text is an answer to learn.`,
  );
  if (!answer.text.trim() || text === answer.text.trim()) return { proposals: [learn] };
  const pair = { prompt, answer: text, rejected: answer.text };
  return { proposals: [learn, proposal('dpo', pair, `Somebody ${verb}: it is better than the original.`)] };
}

function fromChoice({ chosen, rejected }: Feedback): Proposed {
  if (!chosen || !rejected) return none('One of the two answers is no longer here.');
  const prompt = chosen.conversation;
  if (!prompt || !rejected.conversation) return notPlain;
  if (!isDeepStrictEqual(prompt, rejected.conversation))
    return none('The two answers are to different conversations, so they are no pair.');
  if (!chosen.complete || !rejected.complete) return none('One of the two answers is incomplete.');
  if (chosen.text.trim() === rejected.text.trim()) return none('The two answers are the same.');
  const pair = { prompt, answer: chosen.text, rejected: rejected.text };
  return { proposals: [proposal('dpo', pair, 'Somebody chose this answer over the other one.')] };
}

function fromThumb({ value, answer }: Feedback): Proposed {
  const prompt = answer.conversation;
  if (!prompt) return notPlain;
  if (!answer.text.trim()) return none('There is no answer text.');
  const liked = value === 'up';
  const words = `Somebody ${liked ? 'liked' : 'disliked'} this answer`;
  const judged = proposal('kto', { prompt, answer: answer.text, desirable: liked }, `${words}.`);
  if (!liked) return { proposals: [judged] };
  if (!answer.complete) return { proposals: [judged], whyNot: 'It is cut off, so it is none to learn.' };
  return {
    proposals: [
      proposal('sft', { prompt, answer: answer.text }, `${words}: it may be one to learn.`),
      judged,
    ],
  };
}

const proposal = (
  shape: PromotionShape,
  payload: Pick<PromotionPayload, 'prompt' | 'answer'> & Partial<PromotionPayload>,
  because: string,
): Proposal => ({ shape, payload: { rejected: null, desirable: null, ...payload }, because });

const none = (whyNot: string): Proposed => ({ proposals: [], whyNot });
const notPlain = none('The conversation is more than plain text turns that end with a question.');
