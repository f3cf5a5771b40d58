import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { Pool } from 'pg';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Log } from '#platform/logging/log.ts';
import type { AnyJob } from './jobs.ts';

/**
 * Where a job goes that failed as often as it may. The queue moves it in the statement that counts its last failure,
 * also where nobody was left to report one, so no job ends without somebody telling its row.
 */
export const givenUpQueue = (name: string): string => `${name}.given-up`;

/** Telling the row must not be given up itself: a database that is away for a while is waited for. */
export const givenUpOptions = {
  retryLimit: 1_000,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
};

/** Lets the stage of each given-up job say in its own tables that the work has ended, and why. */
export async function tellGivenUp<Services>(
  boss: PgBoss,
  pool: Pool,
  services: Services,
  job: AnyJob<Services>,
  log: Log,
): Promise<void> {
  const options = { includeMetadata: true as const, pollingIntervalSeconds: 0.5 };
  await boss.work(givenUpQueue(job.name), options, async (given: JobWithMetadata<object>[]) => {
    for (const each of given) {
      if (await hasTwin(pool, job.name, each)) continue;
      const error = reasonOf(job.name, each);
      log.error(`job ${job.name} is given up`, { input: each.data, code: error.code, error: error.message });
      await job.giveUp(services, each.data as never, error);
    }
  });
}

/** A twin that waits or runs carries the work on, and one that was done since has carried it to its end. */
async function hasTwin(
  pool: Pool,
  name: string,
  { singletonKey, createdOn }: Pick<JobWithMetadata<object>, 'singletonKey' | 'createdOn'>,
): Promise<boolean> {
  const found = await pool.query(
    `select 1 from pgboss.job where name = $1 and singleton_key is not distinct from $2
       and (state < 'completed' or (state = 'completed' and completed_on >= $3)) limit 1`,
    [name, singletonKey ?? null, createdOn],
  );
  return found.rowCount === 1;
}

type Outcome = Partial<{ name: string; code: string; message: string; remedy: string; value: Outcome }>;

/** What the last attempt died of: a named error keeps its code and remedy, anything else is a fault of the program. */
function reasonOf(name: string, { sourceOutput, sourceRetryCount }: JobWithMetadata<object>): AttuneError {
  const outcome = (sourceOutput ?? {}) as Outcome;
  const { code, remedy, message = outcome.value?.message ?? 'its worker was lost' } = outcome;
  if (outcome.name === 'AttuneError' && code)
    return new AttuneError(code, message, remedy === undefined ? {} : { remedy });
  const attempts = (sourceRetryCount ?? 0) + 1;
  return new AttuneError('job_given_up', `It failed ${attempts} times, the last time with: ${message}`, {
    status: 500,
    fields: { job: name, attempts },
    remedy: `Start it again. If it fails again, look for "job ${name} failed" in the server's log and report it.`,
  });
}
