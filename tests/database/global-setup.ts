import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrations } from '#apps/server/migrations.ts';
import { migrateSignIn } from '#platform/auth/sign-in.ts';
import { openDatabase } from '#platform/database/database.ts';
import { startEmbeddedPostgres } from '#platform/database/embedded-postgres.ts';
import { migrate } from '#platform/database/migrate.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import { silentLog } from '#platform/logging/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    database: pg.ClientConfig;
    template: string;
  }
}

/**
 * One PostgreSQL for all test files and a migrated template in it; each file clones the template. The embedded server
 * runs without syncing (tests of durability start their own); ATTUNE_TEST_DATABASE_URL names a server to use instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.ATTUNE_TEST_DATABASE_URL;
  const dir = mkdtempSync(path.join(os.tmpdir(), 'attune-test-'));
  // Root's PostgreSQL runs as somebody else: where they can enter, the cluster lies here and goes with the directory.
  chmodSync(dir, 0o755);
  const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 200 };
  const server = url ? undefined : await startEmbeddedPostgres(dir, silentLog, fast);
  const database: pg.ClientConfig = url
    ? { connectionString: url }
    : { host: server!.socketDir, user: 'postgres', database: 'postgres' };
  const template = `attune_template_${process.pid}`;
  await inDatabase(database, client =>
    client.query(`create database ${template} template template0 encoding 'UTF8'`),
  );
  await fillTemplate({ ...database, ...named(database, template) });
  project.provide('database', database);
  project.provide('template', template);
  return async () => {
    await inDatabase(database, client => client.query(`drop database ${template} with (force)`));
    await server?.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

/** The same server, another database. */
export function named(config: pg.ClientConfig, name: string): pg.ClientConfig {
  if (!config.connectionString) return { database: name };
  const url = new URL(config.connectionString);
  url.pathname = `/${name}`;
  return { connectionString: url.toString() };
}

async function fillTemplate(config: pg.ClientConfig): Promise<void> {
  const database = openDatabase(config, silentLog);
  await migrate(database.db, migrations);
  await migrateSignIn(database.pool, { origin: 'http://127.0.0.1:1', secret: 'x'.repeat(32) });
  const jobs = await startJobs(database.pool, silentLog);
  await jobs.stop();
  await database.close();
}

export async function inDatabase<Result>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
