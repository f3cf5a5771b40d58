import type { ChatMessage, Completion } from '#platform/engine/engine-port.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { Sampling } from '../models.tables.ts';
import { type ChatChunk, readChatChunk } from './chat-chunk.ts';
import { openUpstream, type Upstream } from './open-upstream.ts';
import { createSseReader } from './read-sse.ts';

export type AskOptions = { onText?(piece: string): void; signal?: AbortSignal };

/** One answer of a remote model. Aborting ends it and gives what there is. Throws `upstream_failed`. */
export async function askConnection(
  services: Services,
  connectionId: string,
  messages: readonly ChatMessage[],
  sampling: Sampling,
  options: AskOptions = {},
): Promise<Completion> {
  const startedMs = performance.now();
  const upstream = await openUpstream(services, connectionId);
  const got = {
    text: '',
    finishReason: 'length' as string,
    promptTokens: 0,
    completionTokens: 0,
    firstTokenMs: 0,
  };
  const take = (chunk: ChatChunk) => {
    if (chunk.error) throw upstreamFailed(upstream, chunk.error);
    if (chunk.text && got.text === '') got.firstTokenMs = performance.now() - startedMs;
    got.text += chunk.text;
    got.finishReason = chunk.finishReason ?? got.finishReason;
    Object.assign(got, chunk.usage);
    if (chunk.text) options.onText?.(chunk.text);
  };
  try {
    await stream(upstream, requestBody(upstream.model, messages, sampling), take, options.signal);
  } catch (error) {
    if (!options.signal?.aborted)
      throw error instanceof AttuneError ? error : upstreamFailed(upstream, String(error));
  }
  const finishReason = got.finishReason === 'length' ? 'length' : 'stop';
  return { ...got, finishReason, totalMs: performance.now() - startedMs };
}

async function stream(
  upstream: Upstream,
  body: string,
  take: (chunk: ChatChunk) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { pool, path, headers } = upstream;
  const response = await pool.request({ method: 'POST', path, headers, body, signal });
  if (response.statusCode !== 200)
    throw upstreamFailed(upstream, `${response.statusCode} ${await response.body.text()}`);
  const reader = createSseReader(data => {
    const chunk = readChatChunk(data);
    if (chunk) take(chunk);
  });
  for await (const bytes of response.body) reader.push(bytes as Uint8Array);
}

const requestBody = (model: string, messages: readonly ChatMessage[], sampling: Sampling): string =>
  JSON.stringify({
    model,
    messages,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    max_tokens: sampling.maxTokens,
    ...(sampling.seed === null ? {} : { seed: sampling.seed }),
    stream: true,
    stream_options: { include_usage: true },
  });

const upstreamFailed = ({ name, hide }: Upstream, message: string): AttuneError =>
  new AttuneError(
    'upstream_failed',
    `The model behind "${name}" did not answer: ${hide(message).slice(0, 500)}`,
    {
      status: 502,
      remedy: 'Test the connection: its address, its model name and its secret.',
    },
  );
