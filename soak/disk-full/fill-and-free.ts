import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignOptions } from '../campaign.ts';
import type { DiskServer } from '../steady-work/disk-server.ts';
import type { Office } from '../steady-work/office.ts';
import type { StrictClient } from '../steady-work/strict-client.ts';
import type { Ballast } from './ballast.ts';

export type FullHouse = CampaignOptions & {
  folder: string;
  server: DiskServer;
  ballast: Ballast;
  counts: Record<string, number>;
  faults: string[];
  fault(sentence: string): void;
};

/** After there is room the database comes back within seconds, and waiting work within ten more. */
const recoveryMs = 45_000;

/** Work for a moment, then no room for a while, then room again: and everything must go on. */
export async function fillAndFree(
  { random, ballast, counts, say, fault }: FullHouse,
  client: StrictClient,
  { project }: Office,
  whileFull: () => Promise<void> | undefined,
): Promise<void> {
  await sleep(500 + random() * 2_000);
  const isTotal = random() < 0.6;
  const leaveBytes = isTotal ? 0 : random() * 60 * 2 ** 20;
  ballast.leave(leaveBytes);
  const isUp = async () =>
    (await client.once('GET', `/api/v1/projects/${project}/sources?limit=1`))?.status === 200;
  const untilMs = performance.now() + 1_500 + random() * 6_000;
  let downAtLeastOnce = false;
  // What others free meanwhile (a log segment, a temporary file) is taken too.
  for (; performance.now() < untilMs; await sleep(200)) {
    if (isTotal) ballast.leave(0);
    downAtLeastOnce ||= !(await isUp());
  }
  await whileFull();
  if (downAtLeastOnce)
    counts['times the database went down'] = (counts['times the database went down'] ?? 0) + 1;
  ballast.free();
  const freedMs = performance.now();
  while (!(await isUp())) {
    if (performance.now() - freedMs > recoveryMs)
      return fault(`no answer within ${recoveryMs} ms after room was made`);
    await sleep(100);
  }
  const backMs = Math.round(performance.now() - freedMs);
  counts['slowest return in ms'] = Math.max(counts['slowest return in ms'] ?? 0, backMs);
  say(
    `${isTotal ? 'filled to the last byte' : `${Math.round(leaveBytes / 2 ** 20)} MB left`}, back after ${backMs} ms`,
  );
}
