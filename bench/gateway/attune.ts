import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { Hono } from 'hono';
import { createServices } from '#apps/server/create-services.ts';
import { migrations } from '#apps/server/migrations.ts';
import { closedDoors } from '#platform/config/doors.ts';
import type { Actor } from '#platform/auth/actor.ts';
import { insertApiKey } from '#platform/auth/api-keys.ts';
import { migrateSignIn } from '#platform/auth/sign-in.ts';
import { openDatabase } from '#platform/database/database.ts';
import { startEmbeddedPostgres } from '#platform/database/embedded-postgres.ts';
import { migrate } from '#platform/database/migrate.ts';
import { newId } from '#platform/database/new-id.ts';
import { guardDoor } from '#platform/http/guard-door.ts';
import { listen } from '#platform/http/listen.ts';
import type { Services } from '#platform/http/services.ts';
import { silentLog } from '#platform/logging/log.ts';
import { modelsRouter } from '#stages/models/index.ts';
import { createGateway, drainCalls, servingRouter } from '#stages/serving/index.ts';

/** Attune's gateway as it runs, on a syncing PostgreSQL of its own. `node attune.ts UPSTREAM` */
const actor: Actor = {
  ref: 'user:bench',
  userId: 'bench',
  keyId: null,
  organizationRole: 'owner',
  projectRoles: new Map(),
  scopes: null,
  projectId: null,
};
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'attune-bench-'));
const postgres = await startEmbeddedPostgres(dataDir, silentLog);
const database = openDatabase(
  { host: postgres.socketDir, user: 'postgres', database: 'postgres' },
  silentLog,
);
const secret = 'bench'.repeat(8);
const origin = 'http://127.0.0.1:1';
await migrate(database.db, migrations);
await migrateSignIn(database.pool, { origin, secret });
const config = {
  dataDir,
  runtimeDir: '',
  host: '127.0.0.1',
  port: 1,
  origin,
  databaseUrl: undefined,
  roles: [],
  python: '',
  doors: closedDoors,
  modelRoots: [],
  runSlots: 1,
};
const services = await createServices({
  config,
  database,
  engine: undefined as never,
  secret,
  log: silentLog,
});
const key = await deploy(services, process.argv[2]!);
const app = guardDoor(new Hono().route('/', createGateway(services)), config);
const door = await listen(app, { host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ origin: `http://127.0.0.1:${door.port}`, key }));

process.on('SIGTERM', async () => {
  await door.close();
  await drainCalls(services);
  const { rows } = await services.pool.query(
    'select state, count(*)::int as n from interaction group by state',
  );
  console.error('attune recorded', JSON.stringify(rows));
  await services.bell.close();
  await services.jobs.stop();
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
  process.exit(0);
});

/** Two deployments that lead to the upstream: one answers at once, one after 50 ms. Gives a key. */
async function deploy(parts: Services, upstream: string): Promise<string> {
  const id = newId();
  const row = {
    id,
    organizationId: 'bench',
    slug: 'bench',
    name: 'bench',
    languages: '[]',
    systemPrompt: '',
    archivedAt: null,
  };
  await parts.db.insertInto('project').values(row).execute();
  const call = { context: { services: parts, actor, signal: new AbortController().signal } as never };
  for (const model of ['wait-0', 'wait-50']) {
    const connect = { project: id, name: model, baseUrl: `${upstream}/v1`, model };
    const connection = await createRouterClient(modelsRouter, call).connections.create(connect);
    const targets = [
      { kind: 'connection' as const, connectionId: connection.id, systemPrompt: '', weight: 1 },
    ];
    await createRouterClient(servingRouter, call).deployments.create({ project: id, name: model, targets });
  }
  const wish = { name: 'bench', userId: null, projectId: id, scopes: ['chat' as const], createdBy: null };
  return (await insertApiKey(parts.db, parts.secret, wish)).key;
}
