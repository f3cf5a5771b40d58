import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { AttuneError } from './attune-error.ts';

/** Serves an app on an address; resolves once it accepts connections. */
export function listen(
  app: Pick<Hono, 'fetch'>,
  address: { host: string; port: number },
): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: address.host, port: address.port }, info =>
      resolve({ port: info.port, close: () => close(server) }),
    ) as Server;
    server.requestTimeout = 0;
    server.once('error', error => reject(explain(error, address)));
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), graceMs).unref();
  });
}

const graceMs = 3_000;

function explain(error: Error, { host, port }: { host: string; port: number }): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new AttuneError('port_taken', `Port ${port} on ${host} is taken by another program.`, {
      remedy: `Choose another with --port, for example --port ${port + 1}.`,
    });
  if (code === 'EACCES')
    return new AttuneError('port_forbidden', `This user may not open port ${port}.`, {
      remedy: 'Choose a port above 1023 with --port.',
    });
  return error;
}
