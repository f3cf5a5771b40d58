export type ChatTurn = { role: 'user' | 'assistant'; content: string };
export type ChatEnd = {
  callId: string | null;
  responseId: string | null;
  firstTokenMs: number;
  totalMs: number;
};

/** Asks a model through the gateway and hears the answer as it comes. Throws the gateway's error with code and remedy. */
export async function streamChat(
  model: string,
  messages: readonly ChatTurn[],
  settings: { temperature: number; maxTokens: number },
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<ChatEnd> {
  const startedMs = performance.now();
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      messages,
      stream: true,
      temperature: settings.temperature,
      max_tokens: settings.maxTokens,
    }),
    signal,
  });
  if (!response.ok || !response.body) throw await failureOf(response);
  let firstTokenMs: number | undefined;
  let responseId: string | null = null;
  for await (const event of eventsOf(response.body)) {
    const chunk = JSON.parse(event) as Chunk;
    if (chunk.error) throw chunk.error;
    responseId = chunk.id ?? responseId;
    const piece = chunk.choices?.[0]?.delta?.content;
    if (!piece) continue;
    firstTokenMs ??= performance.now() - startedMs;
    onText(piece);
  }
  const totalMs = performance.now() - startedMs;
  return {
    callId: response.headers.get('x-attune-call'),
    responseId,
    firstTokenMs: firstTokenMs ?? totalMs,
    totalMs,
  };
}

type Chunk = {
  id?: string;
  choices?: { delta?: { content?: string } }[];
  error?: { message: string; code?: string };
};

async function failureOf(response: Response): Promise<unknown> {
  const body = (await response.json().catch(() => ({}))) as { error?: { message: string; code: string } };
  return { status: response.status, code: body.error?.code, message: body.error?.message };
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as never)
    .getReader() as ReadableStreamDefaultReader<string>;
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const data = line.startsWith('data:') ? line.slice(5).trim() : '';
      if (data && data !== '[DONE]') yield data;
    }
  }
}
