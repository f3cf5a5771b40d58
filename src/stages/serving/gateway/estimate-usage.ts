import type { Usage } from './format-completion.ts';

/** Where a remote model reports no usage: about four characters a token, one and a half where they are Chinese. */
export function estimateUsage(messages: readonly { content?: unknown }[], answer: string): Usage {
  const prompt = messages
    .map(message => (typeof message.content === 'string' ? message.content : ''))
    .join('\n');
  return { promptTokens: estimate(prompt), completionTokens: estimate(answer) };
}

function estimate(text: string): number {
  const wide = text.match(/[\u2e80-\uffef]/g)?.length ?? 0;
  return Math.ceil(wide / 1.5 + (text.length - wide) / 4);
}
