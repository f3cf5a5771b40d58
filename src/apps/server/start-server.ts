import { sql } from 'kysely';
import { Hono } from 'hono';
import { ensureOwner, makeSignInLink, migrateSignIn, ownerEmail } from '#platform/auth/sign-in.ts';
import type { Config } from '#platform/config/config.ts';
import { readSecret } from '#platform/config/secret.ts';
import { connectDatabase } from '#platform/database/connect.ts';
import type { Db } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { createApi } from '#platform/http/api-handler.ts';
import { listen } from '#platform/http/listen.ts';
import type { Services } from '#platform/http/services.ts';
import type { Log } from '#platform/logging/log.ts';
import { createUpload } from '#platform/storage/upload-artifact.ts';
import { claimDataDirectory } from './claim-data-directory.ts';
import { writeCliAccess } from './cli-access.ts';
import { createEngine } from './create-engine.ts';
import { createServices } from './create-services.ts';
import { migrations } from './migrations.ts';
import { contract, createGateways, createRouter, jobs, recover } from './program.ts';
import { drainCalls } from '#stages/serving/index.ts';
import { version } from './version.ts';

export type RunningServer = { greeting: string; services: Services; stop(): Promise<void> };

/** Brings everything up in order: directory, database, schema, owner, recovery of what a crash left, work, doors. */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const claim = claimDataDirectory(config.dataDir, config.origin);
  const database = await connectDatabase(config, log).catch(
    error => (claim.release(), Promise.reject(error)),
  );
  const secret = readSecret(config.dataDir);
  await migrate(database.db, migrations);
  await migrateSignIn(database.pool, { origin: config.origin, secret });
  const services = await createServices({ config, database, engine: createEngine(config, log), secret, log });
  const fresh = await isFresh(database.db);
  const ownerId = await ensureOwner(services.signIn);
  await writeCliAccess(services, ownerId);
  await startWork(services, database.embedded !== undefined);
  const door = await openDoor(services, database.describe);
  return {
    services,
    greeting: await greet(services, fresh),
    async stop() {
      await door.close();
      await drainCalls(services);
      await services.bell.close();
      await services.jobs.stop();
      await services.engine.close();
      await database.close();
      claim.release();
    },
  };
}

async function startWork(services: Services, onlyWorker: boolean): Promise<void> {
  await services.jobs.declare(jobs);
  if (!services.config.roles.includes('worker')) return;
  if (onlyWorker) await services.jobs.reclaim();
  await recover(services);
  await services.jobs.work(services, jobs);
}

async function openDoor(services: Services, databaseName: string) {
  const { config } = services;
  const installation = { version, database: databaseName, startedAt: new Date(), countObjects };
  const app = new Hono();
  if (config.roles.includes('gateway'))
    for (const gateway of createGateways(services)) app.route('/', gateway);
  if (config.roles.includes('api')) {
    app.route('/', createUpload(services));
    app.route('/', createApi(services, createRouter(installation), contract, version));
  }
  return listen(app, config);
}

async function isFresh(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from "user" limit 1`.execute(db);
  return rows.length === 0;
}

async function greet(services: Services, fresh: boolean): Promise<string> {
  const { origin, dataDir } = services.config;
  const lines = [`Attune ${version} is up at ${origin}`, `Data in ${dataDir}`];
  if (fresh)
    lines.push(
      `Sign in once as the owner: ${await makeSignInLink(services.signIn, ownerEmail)}`,
      'A new link at any time: attune login-link',
    );
  return lines.join('\n');
}

async function countObjects(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*)::int from project where archived_at is null) as projects,
           (select count(*)::int from base_model) as bases,
           (select count(*)::int from model_version) as versions,
           (select count(*)::int from run where state in ('queued','starting','running','pausing','cancelling')) as runs`.execute(
    db,
  );
  return rows[0]!;
}
