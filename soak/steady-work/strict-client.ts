import { setTimeout as sleep } from 'node:timers/promises';

/** Where to, and in whose name; asked anew for every attempt, because a server may come back elsewhere. */
export type Door = () => { origin: string; key: string };

export type Refusals = {
  /** 503 or 507 with everything that a client needs to know. */
  counts: Record<string, number>;
  /** Anything else that is neither an answer nor such a refusal. */
  fault(sentence: string): void;
};

export type Reply = { status: number; text: string; headers: Headers };

/**
 * A client that takes nothing but right answers and right refusals: 503 `database_unavailable` with Retry-After, 507
 * `disk_full` that says how much is missing, both in the shape of the door they come through.
 */
export function createStrictClient(door: Door, refusals: Refusals) {
  /** Undefined: it was refused in the right way, or the connection went. */
  async function once(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
    const { origin, key } = door();
    const json = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${key}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    };
    const reply = await request(origin + path, {
      method,
      headers,
      ...(json === undefined ? {} : { body: json }),
    });
    if (!reply || isRefusal(reply, path)) return undefined;
    return reply;
  }

  /** Again with the same Idempotency-Key until it is answered; undefined when `signal` ends that. */
  async function untilAnswered(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal,
    more: Record<string, string> = {},
  ) {
    while (!signal.aborted) {
      const reply = await once(method, path, body, more);
      if (reply) return reply;
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  function isRefusal({ status, text, headers }: Reply, path: string): boolean {
    if (status !== 503 && status !== 507) return false;
    const { code, tellsMissing } = path.startsWith('/v1/') ? readOpenAi(text) : readApi(text);
    const expected = status === 503 ? 'database_unavailable' : 'disk_full';
    if (code !== expected)
      refusals.fault(`${path} was refused with ${status} ${code}: ${text.slice(0, 200)}`);
    if (status === 503 && !headers.get('retry-after')) refusals.fault(`${path}: 503 without Retry-After`);
    if (status === 507 && !tellsMissing) refusals.fault(`${path}: 507 does not say what is missing: ${text}`);
    refusals.counts[`refusals ${status}`] = (refusals.counts[`refusals ${status}`] ?? 0) + 1;
    return true;
  }
  return { once, untilAnswered };
}
export type StrictClient = ReturnType<typeof createStrictClient>;

const retryMs = 150;
/** Longer than every limit of the server: a client that waits in vain for so long met a server that hangs. */
const patienceMs = 90_000;

async function request(url: string, init: RequestInit): Promise<Reply | undefined> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch (error) {
    if ((error as Error).name === 'TimeoutError')
      throw new Error(`${url} did not answer within ${patienceMs} ms`, { cause: error });
    return undefined;
  }
}

type Told = { code: string | undefined; tellsMissing: boolean };

function readApi(text: string): Told {
  const { code, data } = parse(text) as { code?: string; data?: { missingBytes?: number; remedy?: string } };
  return { code, tellsMissing: (data?.missingBytes ?? 0) > 0 && Boolean(data?.remedy) };
}

function readOpenAi(text: string): Told {
  const { error } = parse(text) as { error?: { code?: string; message?: string } };
  return { code: error?.code, tellsMissing: /are missing/.test(error?.message ?? '') };
}

function parse(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
