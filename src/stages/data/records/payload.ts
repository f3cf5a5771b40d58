import { z } from 'zod';

/** One conversation in the product's own shape: what every format becomes at import and every operator reads. */
export const message = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});

/** What somebody prefers: the last message over another answer to the same prompt, or whether that message is wanted. */
export const preference = z.union([
  z.strictObject({ rejected: z.string().describe('The answer that the last message was preferred to') }),
  z.strictObject({ desirable: z.boolean().describe('Whether answers like the last message are wanted') }),
]);

export const payload = z.object({
  messages: z.array(message).min(1),
  preference: preference.optional().describe('Absent: a conversation to learn from as it is'),
  meta: z.record(z.string(), z.unknown()).optional(),
});

/** A payload with what stands in columns of its own once it is a record. */
export const incomingRow = payload
  .extend({ label: z.string().optional(), externalId: z.string().optional() })
  .refine(row => row.preference === undefined || endsWithExchange(row.messages), {
    path: ['messages'],
    error: "A row with a preference ends with a user's message and one answer to it.",
  });

/** The kinds of row: conversations are learned as they are, pairs and judged answers by what people prefer. */
export const rowKinds = ['conversation', 'pair', 'judged'] as const;
export type RowKind = (typeof rowKinds)[number];

export type Message = z.infer<typeof message>;
export type Role = Message['role'];
export type Preference = z.infer<typeof preference>;
export type Payload = z.infer<typeof payload>;
export type IncomingRow = z.infer<typeof incomingRow>;

export function kindOf({ preference: preferred }: Pick<Payload, 'preference'>): RowKind {
  if (!preferred) return 'conversation';
  return 'rejected' in preferred ? 'pair' : 'judged';
}

/** Of a pair the answer that lost. */
export const rejectedOf = ({ preference: preferred }: Pick<Payload, 'preference'>): string | undefined =>
  preferred && 'rejected' in preferred ? preferred.rejected : undefined;

/** Of a judged answer whether it is wanted. */
export const desirableOf = ({ preference: preferred }: Pick<Payload, 'preference'>): boolean | undefined =>
  preferred && 'desirable' in preferred ? preferred.desirable : undefined;

/** The last assistant message: what training learns and duplicates are compared by. */
export function answerOf({ messages }: Payload): string {
  return messages.findLast(({ role }) => role === 'assistant')?.content ?? '';
}

/** The answer that a model should give: none where it is known to be unwanted, which no rule for good answers may judge. */
export const wantedAnswerOf = (row: Payload): string => (desirableOf(row) === false ? '' : answerOf(row));

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

/** Every text of a row but the system's: of a pair both answers. */
export const conversationTextOf = (row: Payload): string =>
  textsOf({ ...row, messages: row.messages.filter(({ role }) => role !== 'system') }).join('\n');

/** Every text of a row: its messages in order and, of a pair, the answer that lost. */
export function textsOf({ messages, ...row }: Payload): string[] {
  const rejected = rejectedOf(row);
  const texts = messages.map(({ content }) => content);
  return rejected === undefined ? texts : [...texts, rejected];
}

/** The same row with every text passed through `change`; `at` is its place among `textsOf`. */
export function mapTexts(row: Payload, change: (content: string, at: number) => string): Payload {
  const messages = row.messages.map((one, at) => ({ ...one, content: change(one.content, at) }));
  const rejected = rejectedOf(row);
  if (rejected === undefined) return { ...row, messages };
  return { ...row, messages, preference: { rejected: change(rejected, messages.length) } };
}

function endsWithExchange(messages: Message[]): boolean {
  return messages.at(-2)?.role === 'user' && messages.at(-1)?.role === 'assistant';
}
