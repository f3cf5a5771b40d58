import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLog } from '#platform/logging/log.ts';
import { createTestServices } from '../../../tests/database/test-services.ts';
import { type JobDefinition, startJobs } from './jobs.ts';

test(
  'a job exists exactly when its transaction commits, waits once for the same input, and is given out again after a crash',
  { timeout: 30_000 },
  async () => {
    const services = await createTestServices();
    const jobs = await startJobs(services.pool, silentLog);
    const runs: string[] = [];
    const job: JobDefinition<null, { id: string }> = {
      name: 'test.note',
      run: async (_services, { id }) => void runs.push(id),
    };
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
    await services.pool.query(
      `update pgboss.job set state = 'active', started_on = now() where data->>'id' = 'crashed'`,
    );
    expect(await jobs.reclaim()).toBe(1);
    await jobs.work(null, [job]);
    for (let i = 0; i < 100 && runs.length < 2; i++) await sleep(100);
    await jobs.stop();
    expect(runs.sort()).toEqual(['crashed', 'once']);
  },
);
