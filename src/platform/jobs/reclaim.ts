import type { PgBoss } from 'pg-boss';
import type { Pool } from 'pg';

/** So many ends of the server may happen in the middle of one job before it counts as their cause. */
const crashesAllowed = 100;

/**
 * Gives out again what a killed server had in hand. That costs a job none of its attempts, for most often it is not to
 * blame; but one that saw the server end again and again is given up, so that it cannot keep the server down for good.
 */
export async function reclaimJobs(boss: PgBoss, pool: Pool): Promise<number> {
  await giveUpCausesOfCrashes(boss, pool);
  await dropTwins(pool);
  const found = await pool.query(`
    update pgboss.job set state = 'retry', start_after = now(), retry_limit = retry_limit + 1 where state = 'active'`);
  return found.rowCount ?? 0;
}

async function giveUpCausesOfCrashes(boss: PgBoss, pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    `update pgboss.job j set retry_limit = j.retry_count from pgboss.queue q
     where q.name = j.name and j.state = 'active' and j.retry_limit >= q.retry_limit + $1
     returning j.id, j.name`,
    [crashesAllowed],
  );
  const message = `the server ended ${crashesAllowed} times while it ran`;
  for (const { id, name } of rows) await boss.fail(name, id, { message });
}

/** Of one work a job may run while another waits for its next attempt: the waiting one is enough. */
async function dropTwins(pool: Pool): Promise<void> {
  await pool.query(`
    delete from pgboss.job running using pgboss.job waiting
    where running.state = 'active' and waiting.state = 'retry' and waiting.name = running.name
      and waiting.singleton_key is not distinct from running.singleton_key`);
}
