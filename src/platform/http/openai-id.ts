/** An id of ours in the shape of OpenAI's: `ftjob-` and the UUID without its dashes. */
export const openAiId = (kind: string, id: string): string => `${kind}-${id.replaceAll('-', '')}`;

/** Undefined for what is no id of that kind. */
export function readOpenAiId(kind: string, text: string): string | undefined {
  const hex = text.startsWith(`${kind}-`)
    ? /^[0-9a-f]{32}$/.exec(text.slice(kind.length + 1))?.[0]
    : undefined;
  return hex?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
