import { Pool } from 'undici';
import type { ServerProcess } from '../../tests/end-to-end/server-process.ts';
import { askFor, frameOf, type Pace } from './paced-upstream.ts';

/** A stream as its client saw it. */
export type SeenStream = { pace: Pace; callId: string | undefined; frames: string[]; isDone: boolean };

/** Opens them all at once, as an application does, and reads each to its end. */
export async function openStreams(
  { origin, key }: Pick<ServerProcess, 'origin' | 'key'>,
  model: string,
  paces: readonly Pace[],
): Promise<SeenStream[]> {
  const pool = new Pool(origin, { connections: paces.length });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const open = async (pace: Pace): Promise<SeenStream> => {
    const messages = [{ role: 'user', content: askFor(pace) }];
    const body = JSON.stringify({ model, messages, stream: true });
    const seen: SeenStream = { pace, callId: undefined, frames: [], isDone: false };
    const answer = await pool.request({ method: 'POST', path: '/v1/chat/completions', headers, body });
    if (answer.statusCode !== 200)
      throw new Error(
        `stream ${pace.stream} was answered with ${answer.statusCode}: ${await answer.body.text()}`,
      );
    let rest = '';
    const decoder = new TextDecoder();
    for await (const bytes of answer.body) {
      rest += decoder.decode(bytes as Uint8Array, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith('data: ')) takeIn(line.slice(6), seen);
    }
    return seen;
  };
  try {
    return await Promise.all(paces.map(open));
  } finally {
    await pool.close();
  }
}

type Event = { id: string; choices: { delta: { content?: string } }[] };

function takeIn(data: string, seen: SeenStream): void {
  if (data === '[DONE]') return void (seen.isDone = true);
  const { id, choices } = JSON.parse(data) as Event;
  seen.callId ??= id.replace('chatcmpl-', '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const content = choices[0]?.delta.content;
  if (content) seen.frames.push(content);
}

/** One sentence for each stream whose frames are not exactly those that were sent, in their order. */
export function findLostFrames(streams: readonly SeenStream[]): string[] {
  return streams.flatMap(({ pace, frames, isDone }) => {
    const wrong = Array.from({ length: Math.max(pace.frames, frames.length) }).findIndex(
      (_, frame) => frames[frame] !== frameOf(pace.stream, frame),
    );
    if (wrong >= 0 && wrong < pace.frames)
      return [`stream ${pace.stream}: frame ${wrong} of ${pace.frames} is ${frames[wrong] ?? 'not there'}`];
    if (wrong >= 0) return [`stream ${pace.stream} says more than it was sent: ${frames[wrong]}`];
    return isDone ? [] : [`stream ${pace.stream} ended without [DONE]`];
  });
}
