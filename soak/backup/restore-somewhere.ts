import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { embeddedAddress } from '#platform/database/connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/database/embedded-postgres.ts';
import { silentLog } from '#platform/logging/log.ts';
import { createLivingServer, type LivingServer } from '../living-server.ts';
import { launchServerProcess } from '../../tests/end-to-end/server-process.ts';
import { runAttune, startAttune } from './run-attune.ts';

/** Where a backup is restored to: a data directory, and a database of its own on a server where one is asked for. */
export type Place = { dataDir: string; env: Record<string, string>; server: LivingServer };

export type ExternalServer = { newDatabase(name: string): Promise<string>; stop(): Promise<void> };

/** A PostgreSQL that belongs to nobody's data directory, as DATABASE_URL would name it. */
export async function startExternalServer(folder: string): Promise<ExternalServer> {
  const dir = path.join(folder, 'external');
  mkdirSync(dir);
  const server: EmbeddedPostgres = await startEmbeddedPostgres(dir, silentLog);
  return {
    async newDatabase(name) {
      const client = new pg.Client(embeddedAddress(server.socketDir));
      await client.connect();
      await client.query(`create database ${name} template template0 encoding 'UTF8'`);
      await client.end();
      return `postgresql:///${name}?host=${encodeURIComponent(server.socketDir)}&user=postgres`;
    },
    stop: () => server.stop(),
  };
}

export function makePlace(
  dataDir: string,
  env: Record<string, string>,
  databaseUrl: string | undefined,
): Place {
  if (databaseUrl === undefined) return { dataDir, env, server: createLivingServer(dataDir, env) };
  const all = { ...env, DATABASE_URL: databaseUrl };
  const server: LivingServer = {
    ...createLivingServer(dataDir, all),
    async query(text, values) {
      const client = new pg.Client({ connectionString: databaseUrl });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query(text, values)).rows;
      } finally {
        await client.end();
      }
    },
  };
  return { dataDir, env: all, server };
}

/** Gives a sentence where it does not do as it should. */
export async function restoreInto(place: Place, file: string): Promise<string | undefined> {
  const { code, output } = await runAttune(['--data', place.dataDir, 'restore', file], place.env);
  return code === 0 ? undefined : `attune restore ended with ${code}: ${output.slice(-400)}`;
}

/** A restore killed once it has begun to write leaves nothing that a server would take for a platform. */
export async function killRestore(
  place: Place,
  file: string,
  afterMs: number,
): Promise<'killed' | 'ended' | string> {
  const child = startAttune(['--data', place.dataDir, 'restore', file], place.env);
  const ended = once(child, 'exit');
  const marker = path.join(place.dataDir, 'restore-unfinished');
  while (!existsSync(marker) && child.exitCode === null) await sleep(10);
  await sleep(afterMs);
  if (child.exitCode !== null || !existsSync(marker)) return ended.then(() => 'ended' as const);
  child.kill('SIGKILL');
  await ended;
  if (!existsSync(marker)) return 'ended';
  const launched = launchServerProcess(place.dataDir, place.env);
  const refusal = await launched.up().then(
    () => 'none: a server started on a half restored directory',
    (error: Error) => error.message,
  );
  await launched.kill();
  return refusal.includes('did not come to its end') ? 'killed' : `the refusal is ${refusal.slice(-300)}`;
}
