import * as z from 'zod';
import type { Message } from '#stages/data/data.tables.ts';

const part = z.object({ type: z.literal('text'), text: z.string() });
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(part).transform(parts => parts.map(each => each.text).join('\n'))]),
  tool_calls: z.array(z.never()).nullish(),
});
const request = z.object({ messages: z.array(message).min(1) });

/**
 * The conversation of a stored chat request, up to the question; undefined where it is more than plain text turns (tools,
 * images) or ends with no question. The project's own system prompt is left out: training puts it there again.
 */
export function readConversation(stored: unknown, systemPrompt: string): Message[] | undefined {
  const parsed = request.safeParse(stored);
  if (!parsed.success) return undefined;
  const messages = parsed.data.messages.map(({ role, content }): Message => ({
    role: role === 'developer' ? 'system' : role,
    content,
  }));
  const turns = messages.filter(({ role, content }) => role !== 'system' || content !== systemPrompt);
  return turns.at(-1)?.role === 'user' ? turns : undefined;
}
