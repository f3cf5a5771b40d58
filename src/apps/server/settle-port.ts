import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Config } from '#platform/config/config.ts';

/**
 * The configuration with a port in it where 0 asked for any free one. The server's address stands in sign-in links, in the
 * claim of its data directory and in the access of the command line before anything listens.
 */
export async function settlePort(read: (port?: number) => Config): Promise<Config> {
  const config = read();
  return config.port === 0 ? read(await findFreePort(config.host)) : config;
}

async function findFreePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
