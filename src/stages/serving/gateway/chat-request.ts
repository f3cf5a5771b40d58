import * as z from 'zod';
import type { ChatMessage } from '#platform/engine/engine-port.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Sampling } from '#stages/models/index.ts';

const messageSchema = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z
    .union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))])
    .nullish(),
});

/** What the gateway itself reads of OpenAI's request; a remote model gets everything that came. */
const chatRequestSchema = z.looseObject({
  model: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[^\p{Cc}]*$/u, 'no control characters in a name'),
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, 'only one choice a request').nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  seed: z.int().nullish(),
  user: z.string().nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** Throws `invalid_request` that names the field. */
export function parseChatRequest(body: unknown): ChatRequest {
  const parsed = chatRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const param = issue.path.join('.') || 'body';
  throw new AttuneError('invalid_request', `${param}: ${issue.message}`, { fields: { param } });
}

export type LocalQuestion = { messages: ChatMessage[]; sampling: Sampling; stop: string[] };

/** What the built-in inference makes of a request. What it cannot do is refused, never ignored. Throws `unsupported`. */
export function readLocalQuestion(request: ChatRequest, defaults: Sampling): LocalQuestion {
  for (const [param, asks] of Object.entries(beyondUs)) if (asks(request[param])) throw unsupported(param);
  return {
    messages: request.messages.map(toChatMessage),
    sampling: {
      temperature: request.temperature ?? defaults.temperature,
      topP: request.top_p ?? defaults.topP,
      maxTokens: request.max_completion_tokens ?? request.max_tokens ?? defaults.maxTokens,
      seed: request.seed ?? defaults.seed,
    },
    stop: [request.stop ?? []].flat().filter(text => text !== ''),
  };
}

const isFilled = (value: unknown) => value !== null && value !== undefined && Object.keys(value).length > 0;
const isNumberBeyond0 = (value: unknown) => typeof value === 'number' && value !== 0;

/** Field -> does this value ask for something that the built-in inference does not do? */
const beyondUs: Record<string, (value: unknown) => boolean> = {
  tools: isFilled,
  functions: isFilled,
  logit_bias: isFilled,
  logprobs: value => value === true,
  presence_penalty: isNumberBeyond0,
  frequency_penalty: isNumberBeyond0,
  response_format: value => isFilled(value) && (value as { type?: unknown }).type !== 'text',
};

function toChatMessage({ role, content }: ChatRequest['messages'][number], index: number): ChatMessage {
  const param = `messages.${index}`;
  if (role === 'tool' || role === 'function') throw unsupported(param);
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  if (parts.some(part => part.type !== 'text')) throw unsupported(param);
  return {
    role: role === 'developer' ? 'system' : role,
    content: parts.map(part => part.text ?? '').join(''),
  };
}

const unsupported = (param: string) =>
  new AttuneError('unsupported', `The built-in inference does not do "${param}".`, {
    fields: { param },
    remedy: 'Leave it out, or serve a model that can through a connection.',
  });
