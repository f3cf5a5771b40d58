import { setTimeout as sleep } from 'node:timers/promises';
import { ServerEnded } from '../living-server.ts';
import type { House } from '../server-kill/house.ts';

export type Stream = { ids: number[]; end(): Promise<void> };

/** A client of the desk's event stream that goes on from the last id it saw, however often it is cut off. */
export function followStream(house: House): Stream {
  const over = new AbortController();
  const ids: number[] = [];
  const life = async () => {
    while (!over.signal.aborted) {
      await readOn(house, ids, over.signal).catch((error: unknown) => {
        if (error instanceof ServerEnded) over.abort();
      });
      await sleep(50);
    }
  };
  const living = life();
  return {
    ids,
    async end() {
      over.abort();
      await living;
    },
  };
}

async function readOn({ server, fault }: House, ids: number[], signal: AbortSignal): Promise<void> {
  const { origin, key } = await server.current();
  const response = await fetch(`${origin}/api/v1/projects/desk/events?after=${ids.at(-1) ?? 0}`, {
    headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    signal,
  });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body!) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines.filter(each => each.startsWith('id: ')))
      takeIn(Number(line.slice(4)), ids, fault);
  }
}

function takeIn(id: number, ids: number[], fault: House['fault']): void {
  const last = ids.at(-1) ?? 0;
  if (id <= last) fault(`the stream gives event ${id} after ${last}`);
  ids.push(id);
}

/** Every event that is committed came, once and in its order. */
export async function checkStream(house: House, { ids }: Stream): Promise<void> {
  const rows = await house.server.query<{ id: number }>(
    'select id::int as id from project_event where project_id = $1 order by id',
    [house.desk.id],
  );
  for (let waitedMs = 0; ids.length < rows.length && waitedMs < 10_000; waitedMs += 100) await sleep(100);
  const seen = new Set(ids);
  const missing = rows.filter(row => !seen.has(row.id));
  if (missing.length > 0) house.fault(`${missing.length} events never came, the first is ${missing[0]!.id}`);
}
