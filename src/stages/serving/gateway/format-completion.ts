export type Head = { id: string; created: number; model: string };
export type Usage = { promptTokens: number; completionTokens: number };

/** chat.completion as JSON. */
export function formatCompletion(head: Head, text: string, finishReason: string, usage: Usage): string {
  const message = { role: 'assistant', content: text, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finishReason }];
  return JSON.stringify({ ...shape(head, 'chat.completion'), choices, usage: formatUsage(usage) });
}

/** chat.completion.chunk events. With `includeUsage` every chunk carries `usage`, null but in the last one. */
export function createChunkFormat(head: Head, includeUsage: boolean) {
  const event = (choices: unknown[], usage: unknown = null) => {
    const body = { ...shape(head, 'chat.completion.chunk'), choices, ...(includeUsage && { usage }) };
    return formatEvent(body);
  };
  const choice = (delta: unknown, finishReason: string | null = null) =>
    event([{ index: 0, delta, logprobs: null, finish_reason: finishReason }]);
  return {
    start: () => choice({ role: 'assistant', content: '', refusal: null }),
    text: (content: string) => choice({ content }),
    finish: (reason: string) => choice({}, reason),
    usage: (usage: Usage) => (includeUsage ? event([], formatUsage(usage)) : ''),
    done: () => 'data: [DONE]\n\n',
  };
}

export const formatEvent = (body: unknown): string => `data: ${JSON.stringify(body)}\n\n`;

const shape = ({ id, created, model }: Head, object: string) => ({ id, object, created, model });

const formatUsage = ({ promptTokens, completionTokens }: Usage) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
});
