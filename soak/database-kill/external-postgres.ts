import { execFileSync, type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { spawnOptions } from '#platform/database/create-cluster.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';

/** A PostgreSQL on a TCP port, as somebody else runs it for us: it comes back when they start it again. */
export type ExternalPostgres = { url: string; pid(): number; start(): Promise<void>; stop(): Promise<void> };

/** The newest PostgreSQL of the machine, else the one that npm ships, in a cluster of its own. */
export async function createExternalPostgres(folder: string): Promise<ExternalPostgres> {
  const home = findPostgresHome(folder);
  const binDir = findSystemBinaries() ?? home.binaries.binDir;
  const cluster = path.join(path.dirname(home.clusterDir), 'external');
  const options = { ...spawnOptions(home), stdio: 'ignore' as const };
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const init = [
    '-D',
    cluster,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--data-checksums',
  ];
  execFileSync(path.join(binDir, 'initdb'), init, options);
  fs.appendFileSync(path.join(cluster, 'postgresql.conf'), "listen_addresses = '127.0.0.1'\n");
  const args = ['-D', cluster, '-p', String(port), '-c', `unix_socket_directories=${home.socketDir}`];
  let server: ChildProcess | undefined;
  return {
    url,
    pid: () => server!.pid!,
    async start() {
      for (;;) {
        server = spawn(path.join(binDir, 'postgres'), args, options);
        // Orphans of a killed server hold its memory for a moment; who runs it tries again.
        if (await becomesReady(url, server)) return;
        await sleep(200);
      }
    },
    async stop() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}

function findSystemBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = fs.existsSync(root) ? fs.readdirSync(root).filter(name => Number(name) >= 15) : [];
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  return newest && path.join(root, newest, 'bin');
}

async function becomesReady(url: string, server: ChildProcess): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    const isUp = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (isUp) return true;
    await sleep(50);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
