import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type ChatUpstream = { baseUrl: string; close(): Promise<void> };

/** What it answers to a question: always the same words, so that everybody can tell what is missing. */
export function answerTo(question: string): string {
  const words = Number(/words (\d+)/.exec(question)?.[1] ?? 10);
  return Array.from({ length: words }, (_, n) => `${question.slice(0, 12)}-${n} 答`).join(' ');
}

/** So often a stream says something. */
const pieceEveryMs = 25;

/** A remote model: OpenAI's shape, JSON at once or a stream that takes its time. It outlives the server that asks it. */
export async function startChatUpstream(): Promise<ChatUpstream> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk as Buffer));
    request.on('error', () => {});
    request.on('end', () => void answer(Buffer.concat(chunks).toString(), response).catch(() => {}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: () => (server.closeAllConnections(), new Promise(resolve => server.close(() => resolve()))),
  };
}

type Asked = { stream?: boolean; model: string; messages: { content: string }[] };

async function answer(text: string, response: ServerResponse): Promise<void> {
  const { stream, model, messages } = JSON.parse(text) as Asked;
  const content = answerTo(messages.at(-1)!.content);
  if (stream) return streamOut(response, model, content);
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
  const usage = { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 };
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ id: 'up-1', object: 'chat.completion', created: 1, model, choices, usage }));
}

async function streamOut(response: ServerResponse, model: string, content: string): Promise<void> {
  response.on('error', () => {});
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (delta: object, finish_reason: string | null) => {
    const event = { id: 'up-1', object: 'chat.completion.chunk', created: 1, model };
    response.write(
      `data: ${JSON.stringify({ ...event, choices: [{ index: 0, delta, finish_reason }] })}\n\n`,
    );
  };
  for (const piece of content.match(/.{1,40}/gsu) ?? []) {
    say({ content: piece }, null);
    await sleep(pieceEveryMs);
    if (response.destroyed) return;
  }
  say({}, 'stop');
  response.end('data: [DONE]\n\n');
}
