import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { migrations } from '#apps/server/migrations.ts';
import { migrate } from '#platform/database/migrate.ts';
import { openDatabase } from '#platform/database/database.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import { silentLog } from '#platform/logging/log.ts';
import { inDatabase, named } from '../../../tests/database/global-setup.ts';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import { readMembers } from './read-archive.ts';
import { restoreBackup, type RestoreWish } from './restore-backup.ts';
import { refuseHalfRestored, refuseHalfRestoredDatabase } from './restore-target.ts';
import { takeBackup } from './take-backup.ts';
import { verifyArchive } from './verify-archive.ts';
import { createArchive } from './write-archive.ts';

const queue = { name: 'test.work', run: async () => {}, giveUp: async () => {} };
const prepareQueues = async (pool: pg.Pool): Promise<void> => {
  const jobs = await startJobs(pool, silentLog);
  await jobs.declare([queue]);
  await jobs.stop();
};

let services: TestServices;
let dir: string;
let file: string;
let digest: string;
const targets: string[] = [];

beforeAll(async () => {
  services = await createTestServices();
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-backup-'));
  await services.newProject('shop');
  await services.pool.query('drop table test_job');
  ({ digest } = await services.store.put('rows of the shop\n'));
  const run = path.join(services.config.dataDir, 'runs', 'r1');
  fs.mkdirSync(run, { recursive: true });
  for (const name of ['events.jsonl', 'engine.pid', 'half.half'])
    fs.writeFileSync(path.join(run, name), name);
  const { rows } = await services.pool.query<{ id: string }>('select id from project');
  await services.pool.query(
    `insert into project_event (project_id, kind, subject_kind, subject_id, payload)
     select $1, 'note', 'project', n::text, jsonb_build_object('text', E'tab\\t line\\n \\\\ 数据 ' || n) from generate_series(1, 2000) n`,
    [rows[0]!.id],
  );
  const jobs = await startJobs(services.pool, silentLog);
  await jobs.declare([queue]);
  for (const name of ['waits', 'runs']) await jobs.enqueue(services.db, queue, { name });
  await services.pool.query(
    `update pgboss.job set state = 'active', started_on = now() where data->>'name' = 'runs'`,
  );
  await jobs.stop();
  file = await backup('whole.tar');
}, 60_000);
afterAll(async () => {
  for (const name of targets)
    await inDatabase(inject('database'), client =>
      client.query(`drop database if exists ${name} with (force)`),
    );
  fs.rmSync(dir, { recursive: true, force: true });
});

async function backup(name: string): Promise<string> {
  const target = path.join(dir, name);
  const { rows } = await services.pool.query('select current_database() as name');
  await inDatabase({ ...inject('database'), ...named(inject('database'), rows[0].name) }, client =>
    takeBackup({
      file: target,
      dataDir: services.config.dataDir,
      secret: 'the secret',
      program: '0.1.0',
      client,
    }),
  );
  return target;
}

/** An empty database on the tests' server, as DATABASE_URL would name it. */
async function emptyTarget(): Promise<{ name: string; url: string }> {
  const name = `attune_restore_${process.pid}_${randomBytes(3).toString('hex')}`;
  targets.push(name);
  const server = inject('database');
  await inDatabase(server, client =>
    client.query(`create database ${name} template template0 encoding 'UTF8'`),
  );
  if (server.connectionString) return { name, url: named(server, name).connectionString! };
  return { name, url: `postgresql:///${name}?host=${encodeURIComponent(server.host!)}&user=postgres` };
}

let target: Awaited<ReturnType<typeof emptyTarget>>;
let dataDir: string;
beforeEach(async () => {
  target = await emptyTarget();
  dataDir = path.join(dir, `data-${randomBytes(3).toString('hex')}`);
});

const restore = (change: Partial<RestoreWish> = {}) =>
  restoreBackup({
    file,
    config: { dataDir, databaseUrl: target.url, origin: 'http://127.0.0.1:1' },
    migrations,
    log: silentLog,
    prepareQueues,
    ...change,
  });

const query = async (text: string) =>
  (await inDatabase({ connectionString: target.url }, client => client.query(text))).rows;

describe('a backup', () => {
  test('becomes the same platform in an empty directory and database', { timeout: 60_000 }, async () => {
    const done = await restore();
    expect(done).toMatchObject({ files: 2, jobs: 2, warnings: [] });
    const count = 'select count(*)::int as n, max(id)::int as last from project_event';
    expect(await query(count)).toEqual([{ n: 2000, last: 2000 }]);
    const text = `select payload->>'text' as text from project_event where subject_id = '7'`;
    expect(await query(text)).toEqual([{ text: 'tab\t line\n \\ 数据 7' }]);
    const states = `select data->>'name' as name, state from pgboss.job order by 1`;
    expect(await query(states)).toEqual([
      { name: 'runs', state: 'active' },
      { name: 'waits', state: 'created' },
    ]);
    const artifact = path.join(dataDir, 'artifacts', 'sha256', digest.slice(0, 2), digest);
    expect(fs.readFileSync(artifact, 'utf8')).toBe('rows of the shop\n');
    expect(fs.readdirSync(path.join(dataDir, 'runs', 'r1'))).toEqual(['events.jsonl']);
    expect(fs.readFileSync(path.join(dataDir, 'secret'), 'utf8').trim()).toBe('the secret');
    expect(fs.statSync(path.join(dataDir, 'secret')).mode & 0o777).toBe(0o600);
    await query(
      `insert into project_event (project_id, kind, subject_kind, subject_id) select id, 'a', 'b', 'c' from project`,
    );
    expect(await query('select max(id)::int as last from project_event')).toEqual([{ last: 2001 }]);
    const audited = `select action from audit where action = 'installation.restore'`;
    expect(await query(audited)).toHaveLength(1);
  });

  test('keeps references and rules in force after it is restored', { timeout: 60_000 }, async () => {
    await restore();
    const stray = `insert into project_member (project_id, user_id, role) values (gen_random_uuid(), 'x', 'agent')`;
    await expect(query(stray)).rejects.toThrow('foreign key');
    await expect(query('delete from audit')).rejects.toThrow('append-only');
  });

  test('goes into nothing that is not empty', { timeout: 60_000 }, async () => {
    await query('create table mine (id int)');
    await expect(restore()).rejects.toThrow(
      'The database of DATABASE_URL is not empty: it has the table public.mine',
    );
    await query('drop table mine');
    fs.writeFileSync(path.join(dataDir, 'mine.txt'), 'mine');
    await expect(restore()).rejects.toThrow(`${dataDir} is not empty: it holds mine.txt`);
    expect(fs.readdirSync(dataDir).sort()).toEqual(['mine.txt', 'servers']);
  });

  test(
    'half restored is not taken for a platform, and is thrown away by the next restore',
    { timeout: 60_000 },
    async () => {
      const killed = new Error('killed');
      const dying = restore({ inspect: () => Promise.reject(killed) });
      await expect(dying).rejects.toBe(killed);
      expect(() => refuseHalfRestored(dataDir)).toThrow('did not come to its end');
      const pool = new pg.Pool({ connectionString: target.url, max: 1 });
      await expect(refuseHalfRestoredDatabase(pool)).rejects.toThrow('did not come to its end');
      expect(await restore()).toMatchObject({ files: 2 });
      refuseHalfRestored(dataDir);
      await refuseHalfRestoredDatabase(pool);
      await pool.end();
    },
  );

  test('of a newer Attune is refused by name of its version, before anything is written', async () => {
    const fewer = Object.fromEntries(Object.entries(migrations).slice(0, -1));
    await expect(restore({ migrations: fewer })).rejects.toMatchObject({
      code: 'backup_newer',
      remedy: 'Restore it with Attune 0.1.0 or newer.',
    });
    expect(fs.existsSync(dataDir)).toBe(false);
  });

  test('with a path that leaves the directory is refused', { timeout: 60_000 }, async () => {
    const evil = path.join(dir, `evil-${randomBytes(2).toString('hex')}.tar`);
    const archive = await createArchive(evil);
    for await (const member of readMembers(file))
      if (!/^(index|manifest)/.test(member.name))
        await archive.add(member.name, Buffer.concat(await Array.fromAsync(member.chunks())));
    await archive.add('files/runs/../../../escaped', Buffer.from('x'));
    await archive.finish({ database: (await verifyArchive(file)).manifest.database });
    await expect(restore({ file: evil })).rejects.toThrow(
      'is damaged: the path of files/runs/../../../escaped',
    );
    expect(fs.existsSync(path.join(dir, 'escaped'))).toBe(false);
  });
});

test('a damaged artifact is found when the backup is taken', async () => {
  const stored = services.store.pathOf(digest);
  fs.chmodSync(stored, 0o644);
  fs.writeFileSync(stored, 'rows of the shoq\n');
  await expect(backup('damaged.tar')).rejects.toThrow(`The artifact ${digest} is not what was stored`);
  expect(fs.readdirSync(dir).filter(name => name.startsWith('damaged'))).toEqual([]);
  fs.writeFileSync(stored, 'rows of the shop\n');
});

test('an older program says which version a newer database needs', async () => {
  const { rows } = await services.pool.query('select current_database() as name');
  const database = openDatabase(
    { ...inject('database'), ...named(inject('database'), rows[0].name) },
    silentLog,
    2,
  );
  const fewer = Object.fromEntries(Object.entries(migrations).slice(0, -1));
  await migrate(database.db, migrations, '9.8.7');
  await expect(migrate(database.db, fewer, '0.1.0')).rejects.toMatchObject({
    code: 'database_newer',
    message: expect.stringContaining('Attune 9.8.7'),
  });
  await database.close();
});
