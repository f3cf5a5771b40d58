import * as z from 'zod';

const shape = /^chatcmpl-[0-9a-f]{32}$/;

/** The id that the gateway gave an answer: `chatcmpl-` and the interaction's UUID without its dashes. */
export const completionIdSchema = z
  .string({ error: 'Send the id of the answer, as the gateway gave it ("chatcmpl-…").' })
  .regex(shape, 'Send the id of the answer as the gateway gave it: "chatcmpl-" and 32 hex digits.');

export function interactionIdOf(completionId: string): string {
  const hex = completionId.slice('chatcmpl-'.length);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export const completionIdOf = (interactionId: string): string =>
  `chatcmpl-${interactionId.replaceAll('-', '')}`;
