import type { Pool } from 'pg';
import { systemClock } from 'pg-boss';
import type { Log } from '#platform/logging/log.ts';

/** So far the database's clock and ours may part between two looks; a slow answer is not a jump. */
const jumpMs = 5_000;
const lookEveryMs = 1_000;

/**
 * What workers count their pauses by. By the wall clock one that is set back an hour during a fetch would make its worker
 * pause for that hour.
 */
export const steadyClock = {
  ...systemClock,
  now: () => Math.round(performance.timeOrigin + performance.now()),
};

export type QueueClock = { stop(): void };

/**
 * The queue keeps leases and waits as moments of the database's clock. When somebody sets that clock, a job in hand would
 * look forsaken, or one that waits would wait on for as long as the clock was set back: then leases begin anew and nothing
 * waits longer than it was meant to. Several processes may do it at once.
 */
export async function watchQueueClock(pool: Pool, log: Log): Promise<QueueClock> {
  await pool.query(mendWaits);
  let last = await look(pool);
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void compare(pool, log, last)
      .then(now => (last = now))
      .catch(() => undefined)
      .finally(() => (isLooking = false));
  }, lookEveryMs).unref();
  return { stop: () => clearInterval(timer) };
}

type Look = { databaseMs: number; ownMs: number; tookMs: number };

async function look(pool: Pool): Promise<Look> {
  const startedMs = performance.now();
  const { rows } = await pool.query<{ ms: number }>(
    'select (extract(epoch from pgboss.job_now()) * 1000)::float8 as ms',
  );
  const ownMs = performance.now();
  return { databaseMs: rows[0]!.ms, ownMs, tookMs: ownMs - startedMs };
}

async function compare(pool: Pool, log: Log, last: Look): Promise<Look> {
  const now = await look(pool);
  const driftMs = now.databaseMs - last.databaseMs - (now.ownMs - last.ownMs);
  if (Math.abs(driftMs) <= jumpMs + now.tookMs + last.tookMs) return now;
  log.warn("the database's clock was set; leases of jobs begin anew", {
    seconds: Math.round(driftMs / 1_000),
  });
  await pool.query(renewLeases);
  await pool.query(mendWaits);
  return now;
}

const renewLeases = `
  update pgboss.job set heartbeat_on = pgboss.job_now() where state = 'active' and heartbeat_seconds is not null`;

/** No job is asked for later than at once, and no attempt waits for more than a minute or two before the next. */
const longestWait = `interval '10 minutes'`;

const mendWaits = `
  update pgboss.job set start_after = pgboss.job_now()
    where state in ('created', 'retry') and start_after > pgboss.job_now() + ${longestWait};
  update pgboss.job set heartbeat_on = pgboss.job_now()
    where state = 'active' and heartbeat_on > pgboss.job_now() + ${longestWait};
  update pgboss.queue set monitor_claim_on = least(monitor_claim_on, pgboss.job_now()),
    maintain_on = least(maintain_on, pgboss.job_now())
    where greatest(monitor_claim_on, maintain_on) > pgboss.job_now() + ${longestWait};
  update pgboss.version set cron_on = least(cron_on, pgboss.job_now()), bam_on = least(bam_on, pgboss.job_now()),
    flow_on = least(flow_on, pgboss.job_now()), reindex_on = least(reindex_on, pgboss.job_now())
    where greatest(cron_on, bam_on, flow_on, reindex_on) > pgboss.job_now() + ${longestWait}`;
