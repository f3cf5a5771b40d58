import http from 'node:http';

/** All that a client receives, as it came over the wire. */
export type Received = {
  status: number;
  /** Name, value, name, value … in the order and spelling of the server. */
  rawHeaders: string[];
  body: string;
  /** From the request's last byte to the answer's last byte. */
  elapsedMs: number;
};

export type Knock = {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Ends an answer that does not end by itself, as the event stream; what came until then counts. */
  atMostMs?: number;
};

const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });

/** A request as a client would send it, without a library that hides anything of the answer. */
export function knock(origin: string, wish: Knock): Promise<Received> {
  const payload = wish.body === undefined ? undefined : JSON.stringify(wish.body);
  const typed =
    payload === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) };
  const headers = { ...typed, ...wish.headers };
  return new Promise((resolve, reject) => {
    const request = http.request(
      new URL(wish.path, origin),
      { method: wish.method, headers, agent },
      response => {
        const chunks: Buffer[] = [];
        const finish = () =>
          resolve({
            status: response.statusCode ?? 0,
            rawHeaders: response.rawHeaders,
            body: Buffer.concat(chunks).toString(),
            elapsedMs: performance.now() - sentMs,
          });
        const timer = setTimeout(() => (finish(), request.destroy()), wish.atMostMs ?? 20_000);
        response.on('data', chunk => chunks.push(chunk as Buffer));
        response.on('end', () => (clearTimeout(timer), finish()));
        response.on('error', () => (clearTimeout(timer), finish()));
      },
    );
    // A connection that idled until the server closed it: nothing was asked yet, so it is asked again, as browsers do.
    request.on('error', (error: NodeJS.ErrnoException) =>
      request.reusedSocket && error.code === 'ECONNRESET' ? resolve(knock(origin, wish)) : reject(error),
    );
    request.end(payload);
    const sentMs = performance.now();
  });
}

export const closeKnocks = (): void => agent.destroy();

export function parseBody<Body>({ status, body }: Received, ...expected: number[]): Body {
  if (expected.length > 0 ? expected.includes(status) : status < 300) return JSON.parse(body) as Body;
  throw new Error(`answered with ${status}: ${body.slice(0, 400)}`);
}
