import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Seen = { body: Record<string, unknown>; authorization: string | undefined; left: boolean };

export type FakeUpstream = { baseUrl: string; seen: Seen[]; close(): Promise<void> };

/** An OpenAI-compatible server for tests; the model's name says how it behaves. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => void answer(request, response, seen));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    close: () => (server.closeAllConnections(), new Promise(resolve => server.close(() => resolve()))),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, seen: Seen[]): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  const call: Seen = { body, authorization: request.headers.authorization, left: false };
  seen.push(call);
  response.once('close', () => (call.left = !response.writableFinished));
  const asked = seen.filter(each => each.body.model === body.model).length;
  switch (body.model) {
    case 'busy-once':
      if (asked === 1) return send(response, 429, { error: { message: 'busy' } }, { 'retry-after': '0' });
      break;
    case 'always-broken':
      return send(response, 500, { error: { message: 'broken', type: 'server_error' } });
    case 'secretive':
      return send(response, 401, { error: { message: 'wrong key' } });
    case 'picky':
      return send(response, 400, { error: { message: 'no such field', param: 'top_k' } });
    case 'weights-9b':
      return send(response, 404, { error: { message: 'weights-9b was not found' } });
    case 'weights-9b-broken':
      return send(response, 500, { error: { message: 'weights-9b-broken ran out of memory on host-7' } });
  }
  if (body.stream) return stream(response, body);
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  const choices = [
    { index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' },
  ];
  return send(response, 200, {
    id: 'up-1',
    object: 'chat.completion',
    model: body.model,
    system_fingerprint: 'fp_weights',
    choices,
    usage,
    odd: 1.0,
  });
}

async function stream(
  response: ServerResponse,
  { model, stream_options }: Record<string, unknown>,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (choices: unknown, more = {}) =>
    response.write(
      `data: ${JSON.stringify({ id: 'up-1', object: 'chat.completion.chunk', model, choices, ...more })}\n\n`,
    );
  response.write(': ping from host-7\n\n');
  if (model === 'weights-9b-cut') {
    event([{ index: 0, delta: { content: 'Hel' }, finish_reason: null }]);
    return void response.end(`data: ${JSON.stringify({ error: { message: `${model} lost host-7` } })}\n\n`);
  }
  for (const content of ['Hel', 'lo 你', '好', ' there']) {
    event([{ index: 0, delta: { content }, finish_reason: null }]);
    await sleep(model === 'slow' ? 150 : model === 'steady' ? 60 : 2);
    if (model === 'cut' && content === '好') return void response.destroy();
  }
  if (model === 'slow') await sleep(5_000);
  event([{ index: 0, delta: {}, finish_reason: 'stop' }]);
  if (stream_options) event([], { usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } });
  response.end('data: [DONE]\n\n');
}

function send(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
