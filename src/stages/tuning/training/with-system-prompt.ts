/**
 * A row as it is trained: with the project's system prompt in front where it has no system message of its own, as
 * inference will ask it. Takes and gives one line of JSONL.
 */
export function withSystemPrompt(line: string, systemPrompt: string): string {
  const row = JSON.parse(line) as { messages: { role: string; content: string }[] };
  if (systemPrompt === '' || row.messages[0]?.role === 'system') return line;
  return JSON.stringify({ ...row, messages: [{ role: 'system', content: systemPrompt }, ...row.messages] });
}
