import type { Message } from '#stages/data/data.tables.ts';
import { scrubPrivateValues } from '#stages/data/index.ts';
import type { PromotionPayload } from '../feedback.tables.ts';

export type Scrubbed = { payload: PromotionPayload; piiFound: Record<string, number> };

/** Replaces private values by placeholders, the same value by the same one in the question and in both answers. */
export function scrubPayload({ prompt, answer, rejected, desirable }: PromotionPayload): Scrubbed {
  const answers = [answer, ...(rejected === null ? [] : [rejected])];
  const spoken = answers.map((content): Message => ({ role: 'assistant', content }));
  const { payload, found } = scrubPrivateValues({ messages: [...prompt, ...spoken] });
  const texts = payload.messages.slice(prompt.length).map(({ content }) => content);
  return {
    payload: {
      prompt: payload.messages.slice(0, prompt.length),
      answer: texts[0]!,
      rejected: texts[1] ?? null,
      desirable,
    },
    piiFound: found,
  };
}
