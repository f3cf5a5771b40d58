import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Two remote models that give themselves away wherever they can: in names, ids, fingerprints, headers and errors. */
export type ArmUpstreams = { urls: Record<'left' | 'right' | 'broken', string>; close(): Promise<void> };

export async function startArmUpstreams(): Promise<ArmUpstreams> {
  const server = createServer((request, response) => {
    const arm = request.url!.split('/')[1]!;
    let text = '';
    request.on('data', chunk => (text += String(chunk)));
    request.on('end', () => answer(arm, JSON.parse(text || '{}') as Asked, response));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const urlOf = (arm: string) => `http://127.0.0.1:${port}/${arm}/v1`;
  return {
    urls: { left: urlOf('left'), right: urlOf('right'), broken: urlOf('broken') },
    close: () => (server.closeAllConnections(), new Promise(resolve => server.close(() => resolve()))),
  };
}

type Asked = { stream?: boolean; model?: string };

function answer(arm: string, { stream, model }: Asked, response: ServerResponse): void {
  const telling = {
    'x-served-by': `heron-host-${arm}`,
    server: `heron-server-${arm}`,
    etag: `"heron-${arm}"`,
  };
  if (arm === 'broken')
    return void response
      .writeHead(503, { ...telling, 'content-type': 'application/json' })
      .end(
        JSON.stringify({ error: { message: `heron-weights-${arm} ran out of memory on heron-host-${arm}` } }),
      );
  const shared = { id: `heron-id-${arm}`, created: 1, model, system_fingerprint: `heron-print-${arm}` };
  if (!stream) {
    const choices = [
      { index: 0, message: { role: 'assistant', content: 'Good day.' }, finish_reason: 'stop' },
    ];
    const usage = { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 };
    return void response
      .writeHead(200, { ...telling, 'content-type': 'application/json' })
      .end(JSON.stringify({ object: 'chat.completion', ...shared, choices, usage }));
  }
  response.writeHead(200, { ...telling, 'content-type': 'text/event-stream' });
  const say = (delta: object, finish_reason: string | null) =>
    response.write(
      `data: ${JSON.stringify({ object: 'chat.completion.chunk', ...shared, choices: [{ index: 0, delta, finish_reason }] })}\n\n`,
    );
  say({ content: 'Good ' }, null);
  say({ content: 'day.' }, 'stop');
  response.end('data: [DONE]\n\n');
}
