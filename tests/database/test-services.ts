import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type AnyRouter, createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, inject } from 'vitest';
import { createServices } from '#apps/server/create-services.ts';
import type { Actor } from '#platform/auth/actor.ts';
import { ensureOwner } from '#platform/auth/sign-in.ts';
import type { Config } from '#platform/config/config.ts';
import { closedDoors } from '#platform/config/doors.ts';
import { openDatabase } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import type { Services } from '#platform/http/services.ts';
import type { AnyJob } from '#platform/jobs/jobs.ts';
import { silentLog } from '#platform/logging/log.ts';
import { inDatabase, named } from './global-setup.ts';

export type TestServices = Services & {
  owner: Actor;
  /** Jobs that were enqueued and not yet run; they exist once their transaction committed. */
  waiting(): Promise<{ name: string; input: unknown }[]>;
  /** Runs what is enqueued with these definitions until nothing waits. */
  runJobs(definitions: readonly AnyJob<Services>[]): Promise<void>;
  /** Calls a router as somebody, as HTTP would, without HTTP. */
  callerOf<Router extends AnyRouter>(
    router: Router,
    actor?: Actor,
    idempotencyKey?: string,
  ): RouterClient<Router>;
  newProject(slug?: string): Promise<string>;
};

/** `port`: where a test will open the doors itself, for cookies and links that name it. */
export type TestOptions = { engine?: Partial<EnginePort>; clock?: () => number; port?: number };

/** What this test file opened. Importing this module is what makes it closed at the end. */
const open: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of open.splice(0)) await close();
});

/** The program's parts on a fresh database. Call it in `beforeAll`; it cleans up after the file. */
export async function createTestServices(options: TestOptions = {}): Promise<TestServices> {
  const name = `attune_${process.pid}_${randomBytes(4).toString('hex')}`;
  const server = inject('database');
  await inDatabase(server, client => client.query(`create database ${name} template ${inject('template')}`));
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'attune-data-'));
  const database = openDatabase({ ...server, ...named(server, name) }, silentLog, 8);
  const engine = { ...refusingEngine, ...options.engine };
  const services = await createServices({
    config: testConfig(dataDir, options.port),
    database,
    engine,
    secret: 'test-secret-'.repeat(4),
    log: silentLog,
  });
  if (options.clock) services.clock = options.clock;
  const queue = await recordJobs(services);
  const owner = ownerActor(await ensureOwner(services.signIn));
  const close = async () => {
    await services.bell.close();
    await services.jobs.stop();
    await database.close();
    await inDatabase(server, client => client.query(`drop database if exists ${name} with (force)`));
    rmSync(dataDir, { recursive: true, force: true });
  };
  open.push(close);
  return {
    ...services,
    ...queue,
    owner,
    callerOf: (router, actor = owner, idempotencyKey) =>
      createRouterClient(router, {
        context: {
          services,
          actor,
          idempotencyKey,
          lastEventId: undefined,
          signal: new AbortController().signal,
        } as never,
      }) as never,
    newProject: slug => insertProject(services, slug),
  };
}

const testConfig = (dataDir: string, port = 1): Config => ({
  dataDir,
  runtimeDir: path.resolve('.runtime'),
  host: '127.0.0.1',
  port,
  origin: `http://127.0.0.1:${port}`,
  databaseUrl: undefined,
  roles: ['api', 'gateway', 'worker'],
  python: path.resolve('.runtime/python/bin/python'),
  doors: closedDoors,
  modelRoots: [os.tmpdir()],
  runSlots: 1,
});

const ownerActor = (userId: string): Actor => ({
  ref: `user:${userId}`,
  userId,
  keyId: null,
  organizationRole: 'owner',
  projectRoles: new Map(),
  scopes: null,
  projectId: null,
});

const refuse = (what: string) => () => {
  throw new Error(`this test has no engine for "${what}"`);
};
const refusingEngine: EnginePort = {
  launch: refuse('launch'),
  run: refuse('run'),
  complete: refuse('complete'),
  close: async () => {},
};

/** Jobs of a test are rows in a plain table, so that they commit and roll back with their transaction. */
async function recordJobs(services: Services): Promise<Pick<TestServices, 'waiting' | 'runJobs'>> {
  const real = services.jobs;
  await services.pool.query(
    'create table test_job (id bigserial primary key, name text, input jsonb, unique (name, input))',
  );
  services.jobs = {
    ...real,
    async enqueue(db, job, input) {
      const { sql } = await import('kysely');
      await sql`insert into test_job (name, input) values (${job.name}, ${JSON.stringify(input)}) on conflict do nothing`.execute(
        db,
      );
    },
  };
  const take = async () =>
    (
      await services.pool.query(
        'delete from test_job where id = (select min(id) from test_job) returning name, input',
      )
    ).rows[0];
  return {
    waiting: async () => (await services.pool.query('select name, input from test_job order by id')).rows,
    async runJobs(definitions) {
      for (let job = await take(); job; job = await take()) {
        const definition = definitions.find(each => each.name === job.name);
        if (!definition) throw new Error(`no definition for job ${job.name}`);
        await definition.run(services, job.input as never, new AbortController().signal);
      }
    },
  };
}

async function insertProject(
  services: Services,
  slug = `project-${randomBytes(3).toString('hex')}`,
): Promise<string> {
  const id = newId();
  const row = {
    id,
    organizationId: 'test',
    slug,
    name: slug,
    languages: '["en"]',
    systemPrompt: '',
    archivedAt: null,
  };
  await services.db.insertInto('project').values(row).execute();
  return id;
}
