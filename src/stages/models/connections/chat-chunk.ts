import * as z from 'zod';

/** What we read of OpenAI's answers, whole or in chunks; others may add what they like and leave out what they must not. */
const answerSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }).nullish(),
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
  error: z.object({ message: z.string().nullish() }).nullish(),
});

export type ChatChunk = {
  text: string;
  finishReason: string | null;
  usage: { promptTokens: number; completionTokens: number } | null;
  error: string | null;
};

/** Undefined for `[DONE]` and for what is no JSON of that shape. */
export function readChatChunk(json: string): ChatChunk | undefined {
  const parsed = answerSchema.safeParse(parse(json));
  if (!parsed.success) return undefined;
  const { choices, usage, error } = parsed.data;
  const choice = choices?.[0];
  return {
    text: choice?.delta?.content ?? choice?.message?.content ?? '',
    finishReason: choice?.finish_reason ?? null,
    usage: usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : null,
    error: error ? (error.message ?? 'unnamed error') : null,
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
