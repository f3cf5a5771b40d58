import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seededRandom } from '../bench/seeded-random.ts';
import type { Campaign } from './campaign.ts';
import { describeResult, recordResult } from './record-result.ts';

/**
 * `npm run soak` lists the campaigns; `npm run soak -- NAME [--rounds N] [--seed N] [--record] [-- its own arguments]` runs
 * one. Exit code: 0 without faults, 1 with, 2 wrong use, 3 cannot run on this machine.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});
const [name, ...args] = positionals;
const campaigns = await Promise.all(
  readdirSync(import.meta.dirname)
    .filter(file => file.endsWith('.soak.ts'))
    .map(async file => ((await import(`./${file}`)) as { default: Campaign }).default),
);
const chosen = campaigns.find(campaign => campaign.name === name);
process.exitCode = chosen ? await runCampaign(chosen) : listCampaigns();
// A campaign ends what it started; nothing that it forgot keeps the answer back.
process.exit();

async function runCampaign(campaign: Campaign): Promise<number> {
  const reason = await campaign.cannotRun?.();
  if (reason) {
    console.error(`${campaign.name} cannot run here: ${reason}`);
    return 3;
  }
  const rounds = readCount('rounds', values.rounds) ?? campaign.rounds;
  const seed = readCount('seed', values.seed) ?? Math.trunc(Math.random() * 2 ** 31);
  console.log(`${campaign.name}: ${campaign.summary}\n${rounds} rounds, seed ${seed}`);
  const startedMs = performance.now();
  const say = (line: string) => console.log(`${elapsed(startedMs).padStart(8)}  ${line}`);
  const result = await campaign.run({ rounds, seed, random: seededRandom(seed), say, args });
  // One that was told to stop says how far it came.
  const report = {
    campaign,
    rounds: result.counts.rounds ?? rounds,
    seed,
    result,
    seconds: (performance.now() - startedMs) / 1000,
  };
  console.log(describeResult(report));
  if (values.record) await recordResult(report);
  return result.faults.length === 0 ? 0 : 1;
}

function listCampaigns(): number {
  if (name) console.error(`There is no campaign "${name}".\n`);
  console.log('Campaigns (npm run soak -- NAME [--rounds N] [--seed N] [--record]):');
  for (const { name: each, rounds, summary } of campaigns)
    console.log(`  ${each.padEnd(16)} ${`${rounds} rounds`.padEnd(12)} ${summary}`);
  return name ? 2 : 0;
}

function readCount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`--${option} wants a whole number, not "${text}".`);
  process.exit(2);
}

function elapsed(sinceMs: number): string {
  const seconds = Math.round((performance.now() - sinceMs) / 1000);
  return `${Math.trunc(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
