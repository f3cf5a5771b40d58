import * as z from 'zod';
import type { Turn } from '#platform/ui/texts/conversation-view.tsx';

/** What we show of a request as it came; parts of a message that are no text are named by their type. */
const content = z.union([
  z.string(),
  z
    .array(z.looseObject({ type: z.string(), text: z.string().optional() }))
    .transform(parts => parts.map(part => part.text ?? `[${part.type}]`).join('\n')),
]);
const request = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: content.nullish() })),
});

export function turnsOf(body: unknown): Turn[] {
  const read = request.safeParse(body);
  return read.success
    ? read.data.messages.map(({ role, content: text }) => ({ role, content: text ?? '' }))
    : [];
}

export const lastQuestion = (body: unknown): string =>
  turnsOf(body).findLast(({ role }) => role === 'user')?.content ?? '';
