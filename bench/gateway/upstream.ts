import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenAI-compatible server that costs next to nothing. The model `wait-50` answers after 50 ms. */
const text = 'Thank you for writing. Your parcel left us this morning and should be with you in three days. ';
const choices = [
  { index: 0, message: { role: 'assistant', content: text }, logprobs: null, finish_reason: 'stop' },
];
const usage = { prompt_tokens: 20, completion_tokens: 22, total_tokens: 42 };
const whole = Buffer.from(
  JSON.stringify({ id: 'chatcmpl-up', object: 'chat.completion', created: 1, model: 'up', choices, usage }),
);
const chunk = (delta: unknown, finish: string | null) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-up', object: 'chat.completion.chunk', created: 1, model: 'up', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const events = [
  ...Array.from({ length: 50 }, (_, n) => Buffer.from(chunk({ content: `word${n} ` }, null))),
  Buffer.from(chunk({}, 'stop')),
  Buffer.from('data: [DONE]\n\n'),
];

const server = createServer((request, response) => {
  let body = '';
  request.on('data', bytes => (body += bytes));
  request.on('end', () => {
    const waitMs = Number(/"model":\s*"wait-(\d+)"/.exec(body)?.[1] ?? 0);
    const answer = () => (/"stream":\s*true/.test(body) ? sendEvents(response) : sendWhole(response));
    if (waitMs > 0) setTimeout(answer, waitMs);
    else answer();
  });
});

function sendWhole(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length }).end(whole);
}

/** Each event in a turn of the event loop of its own, as a model would. */
function sendEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let next = 0;
  const send = () => {
    response.write(events[next++]);
    if (next < events.length) setImmediate(send);
    else response.end();
  };
  send();
}

server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
process.on('SIGTERM', () => process.exit(0));
