import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { createLivingServer } from './living-server.ts';
import { defaultLoad, runLoad } from './load/run-load.ts';

/** Its own arguments: `-- --streams 500 --rows 1000000`. */
export default {
  name: 'load',
  summary:
    '500 streams open at once, then 16 clients writing votes, rows and feedback (a round is a minute), then a million rows imported',
  rounds: 10,
  // tests/campaigns/load.test.ts runs a short one.
  fastRounds: 0,
  run,
} satisfies Campaign;

async function run({ rounds, seed, say, args }: CampaignOptions): Promise<CampaignResult> {
  const { values } = parseArgs({
    args,
    options: { streams: { type: 'string' }, rows: { type: 'string' } },
  });
  const load = {
    ...defaultLoad,
    writingMs: rounds * 60_000,
    ...(values.streams ? { streams: Number(values.streams) } : {}),
    ...(values.rows ? { rows: Number(values.rows) } : {}),
  };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-load-'));
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);
  const server = createLivingServer(dataDir, {});
  const endAll = () => void server.kill();
  process.once('SIGINT', endAll);
  try {
    await server.start();
    const result = await runLoad(server, load, seed, say);
    await server.stop();
    if (result.faults.length === 0) rmSync(folder, { recursive: true, force: true });
    else say(`the data directory is kept: ${folder}`);
    return result;
  } finally {
    await server.kill();
    process.off('SIGINT', endAll);
  }
}
