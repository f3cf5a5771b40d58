import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '#platform/logging/log.ts';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import { type JobDefinition, type Jobs, startJobs } from './jobs.ts';

let services: TestServices;
let jobs: Jobs;
const runs: string[] = [];
const job: JobDefinition<null, { id: string; seconds: number }> = {
  name: 'test.clock',
  concurrency: 2,
  async run(_services, { id, seconds }) {
    runs.push(id);
    await sleep(seconds * 1_000);
  },
  giveUp: async () => {},
};

beforeAll(async () => {
  services = await createTestServices();
  jobs = await startJobs(services.pool, silentLog);
  await jobs.declare([job]);
});
afterAll(() => jobs.stop());

/** pg-boss reads the clock here and nowhere else. */
const setClock = (offset: string) =>
  services.pool.query(
    `create or replace function pgboss.job_now() returns timestamptz language sql stable
     as $$ select pg_catalog.now() + interval '${offset}' $$`,
  );

const until = async (condition: () => boolean | Promise<boolean>) => {
  for (let waitedMs = 0; !(await condition()) && waitedMs < 15_000; waitedMs += 100) await sleep(100);
};

test('a clock set back an hour lets no job wait for an hour', { timeout: 30_000 }, async () => {
  await jobs.enqueue(services.db, job, { id: 'waits', seconds: 0 });
  await setClock('-1 hour');
  await jobs.work(null, [job]);
  await until(() => runs.includes('waits'));
  expect(runs).toEqual(['waits']);
});

test(
  'a clock set forward an hour takes no job out of the hand that has it',
  { timeout: 40_000 },
  async () => {
    await setClock('0 hours');
    await sleep(1_500);
    await jobs.enqueue(services.db, job, { id: 'long', seconds: 9 });
    await until(() => runs.includes('long'));
    await setClock('1 hour');
    const isDone = async () =>
      (
        await services.pool.query(
          `select 1 from pgboss.job where data->>'id' = 'long' and state = 'completed'`,
        )
      ).rowCount === 1;
    await until(isDone);
    expect([await isDone(), runs.filter(id => id === 'long')]).toEqual([true, ['long']]);
  },
);

test('a worker goes on when the clock of its process is set back an hour', { timeout: 40_000 }, async () => {
  const real = Date.now;
  const short = { ...job, name: 'test.steady', concurrency: 1 };
  await jobs.declare([short]);
  await jobs.enqueue(services.db, short, { id: 'during', seconds: 1 });
  await jobs.work(null, [short]);
  await until(() => runs.includes('during'));
  Date.now = () => real() - 3_600_000;
  await sleep(1_500);
  await jobs.enqueue(services.db, short, { id: 'after', seconds: 0 });
  await until(() => runs.includes('after'));
  Date.now = real;
  expect(runs).toContain('after');
});
