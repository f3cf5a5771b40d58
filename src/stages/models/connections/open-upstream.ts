import { Pool } from 'undici';
import { assertReachable, guardedLookup, type Reach } from '#platform/http/guarded-lookup.ts';
import type { Services } from '#platform/http/services.ts';
import { getSealedConnection } from './connection.queries.ts';
import { openSecret } from './seal-secret.ts';

/** How to reach a remote model: a pool of kept-alive connections, the path of its endpoint, what to send along. */
export type Upstream = {
  pool: Pool;
  path: string;
  headers: Record<string, string>;
  /** The name that the other side knows the model by. */
  model: string;
  name: string;
  /** Takes the secret out of a text of the other side: some repeat in an error what they were sent. */
  hide(text: string): string;
};

const pools = new Map<string, Pool>();

/** A stream has its connection for as long as it lasts: with fewer, the next question waits for somebody's whole answer. */
const mostConnections = 2_048;

export async function openUpstream(services: Services, connectionId: string): Promise<Upstream> {
  const { id, name, baseUrl, model, secret, reach } = await getSealedConnection(services.db, connectionId);
  const url = new URL(`${baseUrl}/chat/completions`);
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: '*/*' };
  const plain = secret ? openSecret(services.secret, id, secret) : undefined;
  if (plain) headers.authorization = `Bearer ${plain}`;
  const hide = (text: string) => (plain ? text.replaceAll(plain, '***') : text);
  return { pool: poolOf(url, reach), path: url.pathname, headers, model, name, hide };
}

/** Redirects are not followed (the pool never does): a secret goes to the host it was entered for and no further. */
function poolOf(url: URL, reach: Reach): Pool {
  assertReachable(url, reach);
  const key = `${reach} ${url.origin}`;
  const pool =
    pools.get(key) ??
    new Pool(url.origin, {
      connections: mostConnections,
      connect: { lookup: guardedLookup(reach), timeout: 10_000 },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  pools.set(key, pool);
  return pool;
}
