import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from './strict-client.ts';

/** Somebody who watches a project, and comes back with the last id they saw whenever the stream ends. */
export type EventFollower = {
  /** All events that are committed must have come, once and in order. Call it when nothing happens any more. */
  check(committed: { id: number }[], fault: (sentence: string) => void): void;
  end(): Promise<void>;
};

export function followEvents(door: Door, project: string): EventFollower {
  const seen: number[] = [];
  const over = new AbortController();
  const watching = watch();
  return {
    check(committed, fault) {
      const missing = committed.filter(({ id }) => !seen.includes(id)).length;
      const isInOrder = seen.every((id, index) => index === 0 || id > seen[index - 1]!);
      if (missing > 0) fault(`${missing} of ${committed.length} events did not come to who watches`);
      if (!isInOrder) fault('events came twice or out of order');
    },
    async end() {
      over.abort();
      await watching;
    },
  };

  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      await readOnce().catch(() => undefined);
      await sleep(200, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }

  async function readOnce(): Promise<void> {
    const { origin, key } = door();
    const response = await fetch(`${origin}/api/v1/projects/${project}/events?after=${seen.at(-1) ?? 0}`, {
      headers: { authorization: `Bearer ${key}` },
      signal: over.signal,
    });
    if (!response.ok || !response.body) return void (await response.body?.cancel());
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of response.body) {
      rest += decoder.decode(bytes as Uint8Array, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith('id: ')) seen.push(Number(line.slice(4)));
    }
  }
}
