import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AttuneError } from '#platform/http/attune-error.ts';
import { silentLog } from '#platform/logging/log.ts';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import { type JobDefinition, type Jobs, startJobs } from './jobs.ts';

type Input = { id: string };
type GivenUp = Input & { code: string; message: string; remedy: string | undefined };

let services: TestServices;
let jobs: Jobs;
let runs: string[];
let givenUp: GivenUp[];
beforeEach(async () => {
  services = await createTestServices();
  jobs = await startJobs(services.pool, silentLog);
  runs = [];
  givenUp = [];
});
afterEach(() => jobs.stop());

const noteJob = (run: (input: Input) => Promise<void>, retryLimit?: number): JobDefinition<null, Input> => ({
  name: 'test.note',
  ...(retryLimit === undefined ? {} : { retryLimit }),
  run: (_services, input) => {
    runs.push(input.id);
    return run(input);
  },
  giveUp: async (_services, { id }, { code, message, remedy }) =>
    void givenUp.push({ id, code, message, remedy }),
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 150 && !condition(); i++) await sleep(100);
  expect(condition()).toBe(true);
}

const setJob = (id: string, change: string) =>
  services.pool.query(`update pgboss.job set ${change} where data->>'id' = $1`, [id]);

describe('a job', { timeout: 30_000 }, () => {
  test('exists exactly when its transaction commits, waits once for the same input, and is given out again after a crash', async () => {
    const job = noteJob(async () => {});
    await jobs.declare([job]);
    const failing = services.db.transaction().execute(async trx => {
      await jobs.enqueue(trx, job, { id: 'rolled back' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await services.db.transaction().execute(async trx => {
      await jobs.enqueue(trx, job, { id: 'once' });
      await jobs.enqueue(trx, job, { id: 'once' });
      await jobs.enqueue(trx, job, { id: 'crashed' });
    });
    await setJob('crashed', `state = 'active', started_on = now()`);
    expect(await jobs.reclaim()).toBe(1);
    await jobs.work(null, [job]);
    await until(() => runs.length === 2);
    expect(runs.toSorted()).toEqual(['crashed', 'once']);
  });

  test('that fails as often as it may is given up once, with what it died of', async () => {
    const job = noteJob(async ({ id }) => {
      if (id === 'named') throw new AttuneError('base_missing', 'There is no base.', { remedy: 'Fetch it.' });
      throw new Error(`${id} fell over`);
    }, 1);
    await jobs.declare([job]);
    await jobs.enqueue(services.db, job, { id: 'named' });
    await jobs.enqueue(services.db, job, { id: 'broken' });
    await jobs.work(null, [job]);
    await until(() => givenUp.length === 2);
    expect(runs.toSorted()).toEqual(['broken', 'broken', 'named', 'named']);
    expect(givenUp.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
      {
        id: 'broken',
        code: 'job_given_up',
        message: 'It failed 2 times, the last time with: broken fell over',
        remedy: expect.stringContaining('job test.note failed'),
      },
      { id: 'named', code: 'base_missing', message: 'There is no base.', remedy: 'Fetch it.' },
    ]);
    const left = await services.pool.query(
      `select 1 from pgboss.job where name like 'test.%' and state < 'completed'`,
    );
    expect(left.rowCount).toBe(0);
  });

  test('lost by its worker as often as it may is given up too', async () => {
    const job = noteJob(async () => {}, 0);
    await jobs.declare([job]);
    await jobs.enqueue(services.db, job, { id: 'lost' });
    await setJob('lost', `state = 'active', started_on = now(), heartbeat_on = now() - interval '1 hour'`);
    await jobs.work(null, [job]);
    await until(() => givenUp.length === 1);
    expect(givenUp[0]).toMatchObject({ id: 'lost', code: 'job_given_up' });
    expect(runs).toEqual([]);
  });

  test('with a twin that goes on is not given up', async () => {
    const job = noteJob(async ({ id }) => {
      if (runs.length === 1) await jobs.enqueue(services.db, job, { id });
      if (runs.length === 1) throw new Error('the first time');
    }, 0);
    await jobs.declare([job]);
    await jobs.enqueue(services.db, job, { id: 'twice' });
    await jobs.work(null, [job]);
    await until(() => runs.length === 2);
    await sleep(1_500);
    expect(givenUp).toEqual([]);
  });
});

describe('after the server was killed', { timeout: 30_000 }, () => {
  test('a job costs none of its attempts, and waits once although a twin waited already', async () => {
    const job = noteJob(async () => {}, 0);
    await jobs.declare([job]);
    await jobs.enqueue(services.db, job, { id: 'twin' });
    await setJob('twin', `state = 'retry', start_after = now() + interval '1 hour'`);
    await jobs.enqueue(services.db, job, { id: 'twin' });
    await services.pool.query(
      `update pgboss.job set state = 'active', started_on = now() where state = 'created' and name = 'test.note'`,
    );
    await jobs.enqueue(services.db, job, { id: 'alone' });
    await setJob('alone', `state = 'active', started_on = now()`);
    expect(await jobs.reclaim()).toBe(1);
    const { rows } = await services.pool.query(
      `select data->>'id' as id, state::text, retry_limit from pgboss.job where name = 'test.note' order by 1`,
    );
    expect(rows).toEqual([
      { id: 'alone', state: 'retry', retry_limit: 1 },
      { id: 'twin', state: 'retry', retry_limit: 0 },
    ]);
  });

  test('a hundred times while one job ran, that job is given up', async () => {
    const job = noteJob(async () => {}, 3);
    await jobs.declare([job]);
    await jobs.enqueue(services.db, job, { id: 'poison' });
    for (let crash = 1; crash <= 100; crash++) {
      await setJob('poison', `state = 'active', started_on = now(), retry_count = ${crash - 1}`);
      expect(await jobs.reclaim()).toBe(1);
    }
    await setJob('poison', `state = 'active', retry_count = 100`);
    expect(await jobs.reclaim()).toBe(0);
    await jobs.work(null, [job]);
    await until(() => givenUp.length === 1);
    expect(givenUp[0]!.message).toContain('the server ended 100 times while it ran');
    expect(runs).toEqual([]);
  });
});
