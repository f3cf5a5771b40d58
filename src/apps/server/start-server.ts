import { sql } from 'kysely';
import { Hono } from 'hono';
import { ensureOwner, makeSignInLink, migrateSignIn, ownerEmail } from '#platform/auth/sign-in.ts';
import { allRoles, type Config } from '#platform/config/config.ts';
import { refuseHalfRestored, refuseHalfRestoredDatabase } from '#platform/backup/restore-target.ts';
import { readSecret } from '#platform/config/secret.ts';
import { connectDatabase } from '#platform/database/connect.ts';
import { continueIds } from '#platform/database/continue-ids.ts';
import type { Database, Db } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { createSignInDoor } from '#platform/auth/sign-in-door.ts';
import { createApi } from '#platform/http/api-handler.ts';
import { guardDoor } from '#platform/http/guard-door.ts';
import { listen } from '#platform/http/listen.ts';
import type { Services } from '#platform/http/services.ts';
import { type Claim, claimDataDirectory } from '#platform/installation/claim-data-directory.ts';
import {
  type Entry,
  examineDirectory,
  settleDirectory,
} from '#platform/installation/enter-data-directory.ts';
import { assertSecret } from '#platform/installation/match-secret.ts';
import { processMeter } from '#platform/installation/process-meter.ts';
import type { Log } from '#platform/logging/log.ts';
import { createUpload } from '#platform/storage/upload-artifact.ts';
import { writeCliAccess } from './cli-access.ts';
import { createEngine } from './create-engine.ts';
import { doorsBeside } from './doors-beside.ts';
import { createServices } from './create-services.ts';
import { migrations } from './migrations.ts';
import { contract, createGateways, createRouter, jobs, recover } from './program.ts';
import { drainCalls } from '#stages/serving/index.ts';
import { createWeb } from './serve-web.ts';
import { version } from './version.ts';

export type RunningServer = {
  greeting: string;
  services: Services;
  /** Settles when it cannot go on: its database does not come back. The caller stops it and tells why. */
  failed: Promise<AttuneError>;
  stop(): Promise<void>;
};

/** Brings everything up in order: directory, database, schema, owner, recovery of what a crash left, work, doors. */
export async function startServer(config: Config, log: Log, entry: Entry = {}): Promise<RunningServer> {
  refuseSplitRoles(config);
  const { origin, roles, dataDir } = config;
  const database = config.databaseUrl ? ('external' as const) : ('embedded' as const);
  const claim = await claimDataDirectory(dataDir, { what: 'server', origin, roles, database });
  void claim.lost.then(() => leaveToSuccessor(dataDir, log));
  return bringUp(config, log, claim, entry).catch(error => (claim.release(), Promise.reject(error)));
}

async function bringUp(config: Config, log: Log, claim: Claim, entry: Entry): Promise<RunningServer> {
  const { dataDir, origin } = config;
  refuseHalfRestored(dataDir);
  const kind = examineDirectory(dataDir, entry);
  const database = await connectDatabase(config, log);
  await refuseHalfRestoredDatabase(database.pool);
  const secret = readSecret(dataDir);
  await migrate(database.background.db, migrations, version);
  await assertSecret(database.db, secret);
  await migrateSignIn(database.background.pool, { origin, secret });
  await continueIds(database.db);
  await settleDirectory(dataDir, kind, database);
  const services = await createServices({ config, database, engine: createEngine(config, log), secret, log });
  const fresh = await isFresh(database.db);
  const ownerId = await ensureOwner(services.signIn);
  await writeCliAccess(services, ownerId);
  await startWork({ ...services, ...onlyQueries(database.background) }, database.embedded !== undefined);
  processMeter();
  const door = await openDoor(services, database.describe);
  return {
    services,
    failed: database.embedded?.gaveUp ?? new Promise(() => {}),
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

/** The embedded database serves one process; parts of the work in processes of their own need a server for all of them. */
function refuseSplitRoles({ databaseUrl, roles }: Config): void {
  if (databaseUrl || allRoles.every(role => roles.includes(role))) return;
  throw new AttuneError(
    'roles_need_database_url',
    `--roles=${roles.join(',')} splits the work, and the embedded database serves one process only.`,
    {
      remedy: 'Set DATABASE_URL to a PostgreSQL server that all processes use, or leave --roles away.',
    },
  );
}

/** What a job needs of its own: people's queries must not wait behind it for a connection. */
const onlyQueries = ({ db, pool }: Database) => ({ db, pool });

/** Two servers on one directory are worse than none. */
function leaveToSuccessor(dataDir: string, log: Log): void {
  log.error('another process has taken the data directory while this one slept; it ends', { dataDir });
  process.exit(1);
}

async function startWork(services: Services, onlyWorker: boolean): Promise<void> {
  await services.jobs.declare(jobs);
  await services.store.sweep(onlyWorker ? 0 : abandonedMs);
  if (!services.config.roles.includes('worker')) return;
  if (onlyWorker) await services.jobs.reclaim();
  await recover(services);
  await services.jobs.work(services, jobs);
}

/** Half files of a store that several servers share: a living upload is written to more often than this. */
const abandonedMs = 3_600_000;

async function openDoor(services: Services, databaseName: string) {
  const { config } = services;
  const installation = { version, database: databaseName, startedAt: new Date(), countObjects };
  const app = new Hono();
  if (config.roles.includes('gateway'))
    for (const gateway of createGateways(services)) app.route('/', gateway);
  if (config.roles.includes('api')) {
    app.route('/', createSignInDoor(services));
    app.route('/', createUpload(services));
    app.route('/', createApi(services, createRouter(installation), contract, version, doorsBeside));
    app.route('/', createWeb(config.runtimeDir));
  }
  return listen(guardDoor(app, config), config);
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
      `Sign in once as the owner: ${(await makeSignInLink(services.signIn, ownerEmail)).url}`,
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
