import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { programRoot } from '#platform/config/config.ts';
import { embeddedAddress } from '#platform/database/connect.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { launchServerProcess, type ServerProcess } from '../tests/end-to-end/server-process.ts';

/** A server that dies and comes back on one data directory. */
export type LivingServer = {
  dataDir: string;
  /** The process that is up now; waits while there is none. */
  current(): Promise<ServerProcess>;
  start(): Promise<void>;
  /** Starts it and kills it so many milliseconds later, up or not. */
  startAndKill(afterMs: number): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Nobody will start it again: who waits for it is told so. */
  end(): void;
  /** Asks the database itself, past the server. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
};

export class ServerEnded extends Error {}

export function createLivingServer(dataDir: string, wishes: Record<string, string>): LivingServer {
  const env = { NODE_COMPILE_CACHE: compileOnce(dataDir), ...wishes };
  let up: ServerProcess | undefined;
  let next = Promise.withResolvers<ServerProcess>();
  let hasEnded = false;
  const down = () => {
    if (!up) return;
    up = undefined;
    if (!hasEnded) next = Promise.withResolvers();
  };
  return {
    dataDir,
    current: () => (up ? Promise.resolve(up) : next.promise),
    async start() {
      up = await launchServerProcess(dataDir, env).up();
      next.resolve(up);
    },
    async startAndKill(afterMs) {
      const launched = launchServerProcess(dataDir, env);
      await sleep(afterMs);
      await launched.kill();
    },
    async kill() {
      const dying = up;
      down();
      await dying?.kill();
    },
    async stop() {
      const ending = up;
      down();
      await ending?.stop();
    },
    end() {
      hasEnded = true;
      next.promise.catch(() => {});
      next.reject(new ServerEnded());
    },
    query: (text, values) => ask(dataDir, text, values),
  };
}

/**
 * The program's modules compiled beforehand. A process that is killed leaves no cache behind, and without one a start
 * costs more than all that happens between two kills.
 */
function compileOnce(dataDir: string): string {
  const cache = path.join(path.dirname(dataDir), 'compiled');
  const load = `await import(${JSON.stringify(path.join(programRoot, 'src/apps/server/start-server.ts'))}); process.exit()`;
  execFileSync(process.execPath, ['--input-type=module', '-e', load], {
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  return cache;
}

async function ask<Row extends object>(dataDir: string, text: string, values?: unknown[]): Promise<Row[]> {
  const { socketDir } = findPostgresHome(path.resolve(dataDir));
  const client = new pg.Client(embeddedAddress(socketDir));
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
