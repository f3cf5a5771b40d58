import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A question that says how its answer is to come: `stream 7 frames 30 every 120`. */
export type Pace = { stream: number; frames: number; everyMs: number };

export const askFor = ({ stream, frames, everyMs }: Pace): string =>
  `stream ${stream} frames ${frames} every ${everyMs}`;

export const frameOf = (stream: number, frame: number): string => `[${stream}:${frame}] 答 `;

export const wholeOf = ({ stream, frames }: Pick<Pace, 'stream' | 'frames'>): string =>
  Array.from({ length: frames }, (_, frame) => frameOf(stream, frame)).join('');

export type PacedUpstream = {
  baseUrl: string;
  /** Streams stop after half of their frames until so many have come so far; 0 lets all of them go. */
  gatherAt(streams: number): void;
  /** Streams that were open at the same time, at most. */
  mostAtOnce(): number;
  close(): Promise<void>;
};

/** An OpenAI-compatible model that numbers its frames; each stream has a pace of its own. */
export async function startPacedUpstream(): Promise<PacedUpstream> {
  const crowd = { open: 0, most: 0, halfway: 0, wanted: 0 };
  let gathered = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk as Buffer));
    request.on('error', () => {});
    request.on('end', () => void answer(Buffer.concat(chunks).toString(), response).catch(() => {}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', 1_024, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    gatherAt(streams) {
      crowd.wanted = streams;
      crowd.halfway = 0;
      if (streams > 0) gathered = Promise.withResolvers();
      else gathered.resolve();
    },
    mostAtOnce: () => crowd.most,
    close: () => (server.closeAllConnections(), new Promise(resolve => server.close(() => resolve()))),
  };

  async function answer(text: string, response: ServerResponse): Promise<void> {
    const asked = JSON.parse(text) as { stream?: boolean; messages: { content: string }[] };
    const pace = readPace(asked.messages.at(-1)!.content);
    if (!asked.stream) return sendWhole(response, pace);
    crowd.most = Math.max(crowd.most, ++crowd.open);
    response.once('close', () => crowd.open--);
    await sendFrames(response, pace, Math.floor(pace.frames / 2), meetOthers);
  }

  async function meetOthers(): Promise<void> {
    if (++crowd.halfway >= crowd.wanted) gathered.resolve();
    await gathered.promise;
  }
}

function readPace(question: string): Pace {
  const [, stream, frames, everyMs] = /stream (\d+) frames (\d+) every (\d+)/.exec(question) ?? [];
  return { stream: Number(stream ?? 0), frames: Number(frames ?? 3), everyMs: Number(everyMs ?? 1) };
}

const head = { id: 'up-1', created: 1, model: 'paced' };

function sendWhole(response: ServerResponse, pace: Pace): void {
  const message = { role: 'assistant', content: wholeOf(pace) };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ...head, object: 'chat.completion', choices }));
}

async function sendFrames(response: ServerResponse, pace: Pace, half: number, meet: () => Promise<void>) {
  response.on('error', () => {});
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (delta: object, finish_reason: string | null) => {
    const choices = [{ index: 0, delta, finish_reason }];
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`);
  };
  for (let frame = 0; frame < pace.frames && !response.destroyed; frame++) {
    say({ content: frameOf(pace.stream, frame) }, null);
    if (frame === half) await meet();
    await sleep(pace.everyMs);
  }
  say({}, 'stop');
  response.end('data: [DONE]\n\n');
}
