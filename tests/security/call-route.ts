import { setTimeout as sleep } from 'node:timers/promises';

/** What came of a call: a value, or a code with its status. */
export type Outcome = { value?: unknown; code?: string; status?: number; message?: string };

type Caller = { [name: string]: Caller } & ((input: unknown) => Promise<unknown>);

/** Calls a route of a typed client by its name in the contract; a stream is read a little, a file whole. */
export async function callRoute(client: unknown, name: string, input: unknown): Promise<Outcome> {
  const route = name.split('.').reduce((node, part) => node[part]!, client as Caller);
  try {
    return { value: await settle(await route(input)) };
  } catch (error) {
    const { code, status, message } = error as { code?: string; status?: number; message: string };
    return { code: code ?? 'fault', status: status ?? 500, message };
  }
}

async function settle(value: unknown): Promise<unknown> {
  if (value instanceof Blob) return value.text();
  const stream = value as AsyncGenerator<unknown> | undefined;
  if (typeof stream?.[Symbol.asyncIterator] !== 'function') return value;
  const first = await Promise.race([stream.next(), sleep(100)]);
  void stream.return(undefined);
  return first;
}
