import { z } from 'zod';
import type { Message, Role } from '../records/payload.ts';
import { accept, type Parsed, refuse } from './reject.ts';

/** Text, or the list of parts that the OpenAI API also takes. */
const content = z.union([
  z.string(),
  z.array(z.object({ type: z.string(), text: z.string().optional() }).loose()),
]);
const messages = z
  .array(z.object({ role: z.string(), content, weight: z.unknown().optional() }).loose())
  .min(1);
const turns = z.array(z.object({ from: z.string(), value: z.string() }).loose()).min(1);

export const readMessages = (value: unknown, field: string): Parsed<Message[]> =>
  readTurns(messages, value, field, ({ role, content: text, weight }) => ({ role, text, weight }));

export const readShareGpt = (value: unknown, field: string): Parsed<Message[]> =>
  readTurns(turns, value, field, ({ from, value: text }) => ({ role: from, text }));

/** `weight` is OpenAI's: 0 = not to be learned from. */
type Turn = { role: string; text: z.infer<typeof content>; weight?: unknown };

function readTurns<T>(
  shape: z.ZodType<T[]>,
  value: unknown,
  field: string,
  toTurn: (one: T) => Turn,
): Parsed<Message[]> {
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const at =
      field + issue.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return refuse(
      'wrong_type',
      at,
      `${at}: ${issue.message}.`,
      `Write ${field} as a list of turns with a role and a text.`,
    );
  }
  const found: Message[] = [];
  for (const [at, one] of parsed.data.entries()) {
    const turn = readTurn(toTurn(one), `${field}[${at}]`);
    if (!turn.ok) return turn;
    found.push(turn.value);
  }
  return accept(found);
}

function readTurn({ role, text, weight }: Turn, field: string): Parsed<Message> {
  const known = roles[role.trim().toLowerCase()];
  if (!known) {
    return refuse(
      'unknown_role',
      field,
      `The role "${role}" is not known.`,
      'Use system, user and assistant (or human and gpt).',
    );
  }
  if (known === 'assistant' && weight === 0)
    return refuse(
      'unsupported_content',
      field,
      'The answer is not to be learned from (weight 0), and every answer of a row is.',
      'End the conversation before it, or leave weight out.',
    );
  if (typeof text === 'string') return accept({ role: known, content: text });
  if (text.some(part => part.type !== 'text' || part.text === undefined)) {
    return refuse(
      'unsupported_content',
      field,
      'The message holds something other than text.',
      'Leave out images, audio and tool calls.',
    );
  }
  return accept({ role: known, content: text.map(part => part.text).join('\n') });
}

const roles: Record<string, Role | undefined> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  customer: 'user',
  用户: 'user',
  客户: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bot: 'assistant',
  agent: 'assistant',
  model: 'assistant',
  助手: 'assistant',
  客服: 'assistant',
  系统: 'system',
};
