export type ChatChunk = {
  text: string;
  finishReason: string | null;
  usage: { promptTokens: number; completionTokens: number } | null;
  error: string | null;
};

/**
 * What we read of OpenAI's answers, whole or in chunks; others may add what they like and leave out what they must not.
 * Undefined for `[DONE]` and for what is no JSON object. By hand and not by zod: it runs for every token of every stream.
 */
export const readChatChunk = (json: string): ChatChunk | undefined => readChatAnswer(parse(json));

/** The same of what is parsed already. */
export function readChatAnswer(answer: unknown): ChatChunk | undefined {
  if (!isObject(answer)) return undefined;
  const choice = Array.isArray(answer.choices) ? toObject(answer.choices[0]) : {};
  const text = toObject(choice.delta).content ?? toObject(choice.message).content;
  return {
    text: typeof text === 'string' ? text : '',
    finishReason: typeof choice.finish_reason === 'string' ? choice.finish_reason : null,
    usage: readUsage(answer.usage),
    error: isObject(answer.error) ? String(answer.error.message ?? 'unnamed error') : null,
  };
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const toObject = (value: unknown): Fields => (isObject(value) ? value : {});

function readUsage(usage: unknown): ChatChunk['usage'] {
  if (!isObject(usage)) return null;
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage;
  if (typeof promptTokens !== 'number' || typeof completionTokens !== 'number') return null;
  return { promptTokens, completionTokens };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
