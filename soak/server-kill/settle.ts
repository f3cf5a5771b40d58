import { waitForNone } from '../wait-for-none.ts';
import type { House } from './house.ts';

const patienceMs = 300_000;

type Waiting = { name: string; count: number };

/** Lets the server finish what it was asked for. False where it does not come to an end. */
export async function settle(house: House): Promise<boolean> {
  const left = await waitForNone(async () => {
    await resumePaused(house);
    const waiting = (await listWaiting(house)).reduce((sum, { count }) => sum + count, 0);
    return waiting + (await countGoingOn(house));
  }, patienceMs);
  if (left === 0) return true;
  const waiting = JSON.stringify(await listWaiting(house));
  house.fault(`for ${patienceMs / 1_000} s nothing came to its end of what waits: ${waiting}`);
  return false;
}

const listWaiting = ({ server }: House) =>
  server.query<Waiting>(
    `select name, count(*)::int as count from pgboss.job
     where state < 'completed' and name not like '\\_\\_%' group by name`,
  );

async function countGoingOn({ server }: House): Promise<number> {
  const [row] = await server.query<{ count: number }>(
    `select (select count(*) from run where state in ('queued', 'starting', 'running', 'pausing'))::int
       + (select count(*) from loop_run where state = 'running')::int as count`,
  );
  return row!.count;
}

async function resumePaused({ server, client }: House): Promise<void> {
  const paused = await server.query<{ id: string; project: string }>(
    `select id, project_id as project from run where state = 'paused'`,
  );
  for (const { id, project } of paused) await client.call('POST', `/projects/${project}/runs/${id}/resume`);
}
