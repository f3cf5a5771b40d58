import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { embeddedAddress } from '#platform/database/connect.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { findReadyPostmaster } from '#platform/database/postmaster-file.ts';
import { startServerProcess, type ServerProcess } from '../../tests/end-to-end/server-process.ts';
import type { Ask } from '../steady-work/check-work.ts';
import type { Victim } from './blows.ts';
import { createExternalPostgres } from './external-postgres.ts';

export type Kind = 'embedded' | 'external';

/** One server process on one kind of database. It must live through every round. */
export type Half = {
  kind: Kind;
  dataDir: string;
  server: ServerProcess;
  victim: Victim;
  ask: Ask;
  end(): Promise<void>;
};

export async function startHalf(kind: Kind, folder: string): Promise<Half> {
  const dataDir = path.join(folder, kind);
  mkdirSync(dataDir, { mode: 0o755 });
  return kind === 'embedded' ? startEmbedded(dataDir) : startExternal(dataDir, folder);
}

async function startEmbedded(dataDir: string): Promise<Half> {
  const server = await startServerProcess(dataDir);
  const { clusterDir, socketDir } = findPostgresHome(dataDir);
  const pid = () => (last = findReadyPostmaster(clusterDir) ?? last);
  let last = findReadyPostmaster(clusterDir)!;
  const victim = { pid, restart: async () => {} };
  return {
    kind: 'embedded',
    dataDir,
    server,
    victim,
    ask: asking(embeddedAddress(socketDir)),
    end: server.stop,
  };
}

async function startExternal(dataDir: string, folder: string): Promise<Half> {
  const postgres = await createExternalPostgres(path.join(folder, 'external-home'));
  await postgres.start();
  const server = await startServerProcess(dataDir, { DATABASE_URL: postgres.url }).catch(
    async error => (await postgres.stop(), Promise.reject(error)),
  );
  const end = async () => {
    await server.stop();
    await postgres.stop();
  };
  const victim = { pid: postgres.pid, restart: postgres.start };
  return { kind: 'external', dataDir, server, victim, ask: asking({ connectionString: postgres.url }), end };
}

/** Past the server, and with patience: the database may just be coming back. */
function asking(config: pg.ClientConfig): Ask {
  return async <Row extends object>(text: string, values?: unknown[]) => {
    for (let attempt = 1; ; attempt += 1) {
      const client = new pg.Client({ ...config, connectionTimeoutMillis: 5_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query<Row>(text, values as unknown[])).rows;
      } catch (error) {
        if (attempt >= 20) throw error;
        await sleep(500);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  };
}
