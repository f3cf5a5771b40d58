const prefix = 'chatcmpl-';

/** What a caller gets as the id of an answer: the interaction's id, OpenAI-shaped. */
export const responseIdOf = (interactionId: string): string => prefix + interactionId.replaceAll('-', '');

/** Undefined for what is no response id of ours. */
export function interactionIdOf(responseId: string): string | undefined {
  const hex = /^chatcmpl-([0-9a-f]{32})$/.exec(responseId)?.[1];
  return hex?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
