import { openAiId, readOpenAiId } from '#platform/http/openai-id.ts';

/** What a caller gets as the id of an answer: the interaction's id, OpenAI-shaped. */
export const responseIdOf = (interactionId: string): string => openAiId('chatcmpl', interactionId);

/** Undefined for what is no response id of ours. */
export const interactionIdOf = (responseId: string): string | undefined =>
  readOpenAiId('chatcmpl', responseId);
