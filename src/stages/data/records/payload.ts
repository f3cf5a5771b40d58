import { z } from 'zod';

/** One conversation in the product's own shape: what every format becomes at import and every operator reads. */
export const message = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});

export const payload = z.object({
  messages: z.array(message).min(1),
  meta: z.record(z.string(), z.unknown()).optional(),
});

/** A payload with what stands in columns of its own once it is a record. */
export const incomingRow = payload.extend({
  label: z.string().optional(),
  externalId: z.string().optional(),
});

export type Message = z.infer<typeof message>;
export type Role = Message['role'];
export type Payload = z.infer<typeof payload>;
export type IncomingRow = z.infer<typeof incomingRow>;

/** The last assistant message: what training learns and duplicates are compared by. */
export function answerOf({ messages }: Payload): string {
  return messages.findLast(({ role }) => role === 'assistant')?.content ?? '';
}

/**
 * The turns before the answer. The system message is not among them: the same question under another system
 * prompt is still the same question, and evaluation data must be recognised whatever prompt surrounds it.
 */
export function promptTurnsOf({ messages }: Payload): Message[] {
  const answerAt = messages.findLastIndex(({ role }) => role === 'assistant');
  const before = answerAt < 0 ? messages : messages.slice(0, answerAt);
  return before.filter(({ role }) => role !== 'system');
}

export const promptTextOf = (row: Payload): string =>
  promptTurnsOf(row)
    .map(({ content }) => content)
    .join('\n');

export const conversationTextOf = ({ messages }: Payload): string =>
  messages
    .filter(({ role }) => role !== 'system')
    .map(({ content }) => content)
    .join('\n');

/** The same row with every message's text passed through `change`. */
export function mapMessages(row: Payload, change: (content: string, at: number) => string): Payload {
  return { ...row, messages: row.messages.map((one, at) => ({ ...one, content: change(one.content, at) })) };
}
