import { fromKysely, PgBoss } from 'pg-boss';
import type { Pool } from 'pg';
import type { Db } from '#platform/database/database.ts';
import type { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import { givenUpOptions, givenUpQueue, tellGivenUp } from './give-up.ts';
import { steadyClock, watchQueueClock } from './queue-clock.ts';
import { reclaimJobs } from './reclaim.ts';
import { type JobWait, runPatiently } from './run-patiently.ts';

/**
 * Work in the background. A job takes ids, re-reads what it works on, and may run twice: after a crash it is given out
 * again as soon as its heartbeat is missed. What people see of it (progress, cancel) lives in the stage's own tables.
 */
export type JobDefinition<Services, Input extends object> = {
  name: string;
  /** How many of this kind one process runs at once; 1 where absent. */
  concurrency?: number | ((services: Services) => number);
  retryLimit?: number;
  run(services: Services, input: Input, signal: AbortSignal): Promise<void>;
  /**
   * Called once the job failed as often as it may and will not run again: what people see of the work must end too, with
   * this error. May be called twice, and after the work has ended otherwise: then it changes nothing.
   */
  giveUp(services: Services, input: Input, error: AttuneError): Promise<void>;
};

export type AnyJob<Services> = JobDefinition<Services, never>;

export type Jobs = {
  /** Enqueues in the caller's transaction: the job exists exactly when the transaction commits. Same name and input = one waiting job. */
  enqueue<Input extends object>(
    db: Db,
    job: Enqueueable<Input>,
    input: Input,
    options?: EnqueueOptions,
  ): Promise<void>;
  /** Makes the queues known; every process that enqueues or works calls it once. */
  declare(definitions: readonly { name: string; retryLimit?: number }[]): Promise<void>;
  work<Services>(services: Services, definitions: readonly AnyJob<Services>[]): Promise<void>;
  /** Only for a process that knows it is the only worker: what a killed predecessor had in hand is given out again now. */
  reclaim(): Promise<number>;
  /** What this process has in hand that waits for the database or for room on the disk. */
  waits(): JobWait[];
  stop(): Promise<void>;
};

export type Enqueueable<Input extends object> = {
  name: string;
  run(services: never, input: Input, signal: AbortSignal): Promise<void>;
};
export type EnqueueOptions = { delayS?: number; priority?: number };

const heartbeatSeconds = 20;
const longestRunSeconds = 23 * 3600;

export async function startJobs(pool: Pool, log: Log): Promise<Jobs> {
  const executeSql = async (text: string, values?: unknown[]) => pool.query(text, values as unknown[]);
  const boss = new PgBoss({
    db: { executeSql },
    schema: 'pgboss',
    superviseIntervalSeconds: 5,
    clock: steadyClock,
  });
  boss.on('error', error => log.warn('job queue', { error: (error as Error).message }));
  const waits = new Map<string, JobWait>();
  await boss.start();
  const clock = await watchQueueClock(pool, log);
  return {
    async enqueue(db, job, input, options = {}) {
      const sendOptions = {
        singletonKey: JSON.stringify(input),
        ...(options.delayS === undefined ? {} : { startAfter: options.delayS }),
        ...(options.priority === undefined ? {} : { priority: options.priority }),
      };
      await boss.send(job.name, input, { ...sendOptions, db: fromKysely(db.withoutPlugins() as never) });
    },
    async declare(definitions) {
      for (const definition of definitions) await declareQueue(boss, definition);
    },
    async work(services, definitions) {
      for (const definition of definitions) {
        await workOn(boss, services, definition, waits, log);
        await tellGivenUp(boss, pool, services, definition, log);
      }
    },
    reclaim: () => reclaimJobs(boss, pool),
    waits: () => [...waits.values()],
    stop() {
      clock.stop();
      return boss.stop({ graceful: true, timeout: 5_000 });
    },
  };
}

async function declareQueue(boss: PgBoss, job: { name: string; retryLimit?: number }): Promise<void> {
  const deadLetter = givenUpQueue(job.name);
  await boss.createQueue(deadLetter, givenUpOptions);
  const options = {
    retryLimit: job.retryLimit ?? 3,
    retryDelay: 1,
    retryBackoff: true,
    heartbeatSeconds,
    expireInSeconds: longestRunSeconds,
    deadLetter,
  };
  await boss.createQueue(job.name, { ...options, policy: 'stately' });
  // A queue that an earlier version made stays as it was made until it is told otherwise.
  await boss.updateQueue(job.name, options);
}

const concurrencyOf = <Services>(services: Services, { concurrency = 1 }: AnyJob<Services>): number =>
  typeof concurrency === 'number' ? concurrency : concurrency(services);

async function workOn<Services>(
  boss: PgBoss,
  services: Services,
  job: AnyJob<Services>,
  waits: Map<string, JobWait>,
  log: Log,
): Promise<void> {
  const options = { pollingIntervalSeconds: 0.5, localConcurrency: concurrencyOf(services, job) };
  await boss.work(job.name, options, async jobs => {
    for (const each of jobs)
      try {
        const run = () => {
          waits.delete(each.id);
          return job.run(services, each.data as never, each.signal);
        };
        await runPatiently(run, each.signal, fault => {
          const { code, message } = fault;
          log.warn(`job ${job.name} waits`, { input: each.data, code, error: message });
          waits.set(each.id, { job: job.name, code, message, remedy: fault.remedy });
        });
      } catch (error) {
        log.error(`job ${job.name} failed`, { input: each.data, error });
        throw error;
      } finally {
        waits.delete(each.id);
      }
  });
}
