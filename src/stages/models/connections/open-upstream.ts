import { Pool } from 'undici';
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
};

const pools = new Map<string, Pool>();

export async function openUpstream(services: Services, connectionId: string): Promise<Upstream> {
  const { id, name, baseUrl, model, secret } = await getSealedConnection(services.db, connectionId);
  const url = new URL(`${baseUrl}/chat/completions`);
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: '*/*' };
  if (secret) headers.authorization = `Bearer ${openSecret(services.secret, id, secret)}`;
  return { pool: poolOf(url.origin), path: url.pathname, headers, model, name };
}

function poolOf(origin: string): Pool {
  const pool =
    pools.get(origin) ??
    new Pool(origin, { connections: 64, connectTimeout: 10_000, headersTimeout: 0, bodyTimeout: 0 });
  pools.set(origin, pool);
  return pool;
}
