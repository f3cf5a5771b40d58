import { type Activity, between, type House } from '../house.ts';
import { answerTo } from '../chat-upstream.ts';
import type { SeenCall } from '../ledger.ts';

const ask = (model: string, question: string, stream: boolean) => ({
  model,
  stream,
  messages: [{ role: 'user', content: question }],
});

/** Sent once: a model asked twice is two calls. What the kill cuts off stays cut off. */
async function send({ server }: House, body: object): Promise<Response | undefined> {
  const { origin, key } = await server.current();
  return fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
}

const uuidOf = (responseId: string): string =>
  responseId.replace('chatcmpl-', '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** An answer at once. */
export const chatJson: Activity = async (house, random, turn) => {
  const question = `json ${turn} words ${between(random, 1, 400)}`;
  const response = await send(house, ask('desk/far', question, false));
  const text = await response?.text().catch(() => undefined);
  if (text === undefined || response!.status === 503) return;
  if (response!.status !== 200) return house.fault(`a chat was answered with ${response!.status}: ${text}`);
  const { id, choices } = JSON.parse(text) as { id: string; choices: { message: { content: string } }[] };
  const seen = choices[0]!.message.content;
  const whole = answerTo(question);
  if (seen !== whole) house.fault(`the answer of call ${uuidOf(id)} came changed`);
  house.ledger.calls.push({
    id: uuidOf(id),
    stream: false,
    whole,
    seen,
    endedAtMs: Date.now(),
    pieces: [],
  });
  house.lastAnswer = { id, question };
};

/** An answer word by word, some of them over several seconds. */
export const chatStream: Activity = async (house, random, turn) => {
  const question = `sse ${turn} words ${between(random, 1, random() < 0.3 ? 1_200 : 120)}`;
  const response = await send(house, ask('desk/far', question, true));
  if (!response?.body || response.status === 503) return;
  if (response.status !== 200) return house.fault(`a stream was answered with ${response.status}`);
  const call: SeenCall = {
    id: response.headers.get('x-attune-call')!,
    stream: true,
    whole: answerTo(question),
    seen: '',
    endedAtMs: undefined,
    pieces: [],
  };
  house.ledger.calls.push(call);
  await readEvents(response.body, call).catch(() => {});
};

async function readEvents(body: ReadableStream<Uint8Array>, call: SeenCall): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith('data: ')) takeIn(line.slice(6), call);
  }
}

function takeIn(data: string, call: SeenCall): void {
  if (data === '[DONE]') return void (call.endedAtMs = Date.now());
  const event = JSON.parse(data) as { choices?: { delta?: { content?: string } }[] };
  call.seen += event.choices?.[0]?.delta?.content ?? '';
  call.pieces.push({ atMs: Date.now(), length: call.seen.length });
}

/** The built-in inference behind the same door. */
export const chatLocally: Activity = async (house, random, turn) => {
  const body = { ...ask(`desk/${house.base}`, `local ${turn}`, random() < 0.5), max_tokens: 8 };
  const response = await send(house, body);
  const text = await response?.text().catch(() => undefined);
  if (text !== undefined && response!.status !== 200 && response!.status !== 503)
    house.fault(`a local chat was answered with ${response!.status}: ${text.slice(0, 300)}`);
};
