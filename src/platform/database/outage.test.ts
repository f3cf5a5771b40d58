import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PassingFault } from '#platform/http/attune-error.ts';
import { silentLog } from '#platform/logging/log.ts';
import { embeddedAddress } from './connect.ts';
import { type Database, openDatabase } from './database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

let dataDir: string;
let server: EmbeddedPostgres;
let database: Database;

beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-outage-'));
  fs.chmodSync(dataDir, 0o755);
  server = await startEmbeddedPostgres(dataDir, silentLog);
  database = openDatabase(embeddedAddress(server.socketDir), silentLog, 20, { statementTimeoutMs: 2_000 });
  await sql`create table kept (n int primary key)`.execute(database.db);
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const answers = () => sql`select 1`.execute(database.db);
const isBack = () => vi.waitFor(answers, { timeout: 20_000, interval: 50 });
const backendOf = async (db: Database['db']) =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]!.pid;
const faultOf = (work: Promise<unknown>): Promise<PassingFault> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: PassingFault) => (expect(error).toBeInstanceOf(PassingFault), error),
  );

test('a server killed with -9 is brought back, with what was committed', { timeout: 30_000 }, async () => {
  await sql`insert into kept values (1)`.execute(database.db);
  const before = server.pid();
  process.kill(before, 'SIGKILL');
  await vi.waitFor(() => expect(server.pid()).not.toBe(before), { timeout: 20_000 });
  await isBack();
  expect((await sql`select n from kept`.execute(database.db)).rows).toEqual([{ n: 1 }]);
});

test(
  'meanwhile every query fails as unavailable, none with a wrong answer',
  { timeout: 30_000 },
  async () => {
    process.kill(server.pid(), 'SIGKILL');
    const fault = await vi.waitFor(() => faultOf(answers()), { timeout: 5_000, interval: 1 });
    expect([fault.code, fault.status, fault.fields.retryAfterS]).toEqual(['database_unavailable', 503, 2]);
    await isBack();
  },
);

test('a backend killed inside a transaction: nothing was done, and the process lives', async () => {
  const lost = database.db.transaction().execute(async trx => {
    process.kill(await backendOf(trx), 'SIGKILL');
    await sleep(100);
    await sql`insert into kept values (2)`.execute(trx);
  });
  expect((await faultOf(lost)).fields.outcome).toBe('not_done');
  await isBack();
  expect((await sql`select n from kept where n = 2`.execute(database.db)).rows).toEqual([]);
});

test('a connection lost while a single statement runs may have done it, and says so', async () => {
  const lost = sql`select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)`.execute(database.db);
  const fault = await faultOf(lost);
  expect(fault.fields.outcome).toBe('unknown');
  expect(fault.remedy).toMatch(/Idempotency-Key/);
});

test('what the caller did wrong is told as it is, also after the connection went', async () => {
  const wrong = database.db.transaction().execute(async trx => {
    process.kill(await backendOf(trx), 'SIGKILL');
    throw new Error('the reason');
  });
  await expect(wrong).rejects.toThrow('the reason');
  await isBack();
});

test('a frozen server is noticed within seconds; thawed it serves again', { timeout: 40_000 }, async () => {
  await answers();
  const pid = await backendOf(database.db);
  process.kill(pid, 'SIGSTOP');
  process.kill(server.pid(), 'SIGSTOP');
  const startedMs = performance.now();
  try {
    await faultOf(sql`select ${pid}::int`.execute(database.db));
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  } finally {
    process.kill(server.pid(), 'SIGCONT');
    process.kill(pid, 'SIGCONT');
  }
  await isBack();
});

test('a statement of more than its time is ended by the server', async () => {
  await expect(sql`select pg_sleep(10)`.execute(database.db)).rejects.toMatchObject({ code: '57014' });
});
