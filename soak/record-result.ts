import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import type { Campaign, CampaignResult } from './campaign.ts';

export type Report = {
  campaign: Campaign;
  rounds: number;
  seed: number;
  result: CampaignResult;
  seconds: number;
};

const page = new URL('../docs/reliability.md', import.meta.url);

/** For people: the counts, then every fault. */
export function describeResult({ result }: Report): string {
  const counts = Object.entries(result.counts).map(([what, count]) => `  ${what}: ${format(count)}`);
  const faults = result.faults.map(fault => `  FAULT ${fault}`);
  return [...counts, ...faults, `${format(result.faults.length)} faults`].join('\n');
}

/** Puts the result into docs/reliability.md, in the place of the campaign's last one. */
export async function recordResult(report: Report): Promise<void> {
  const text = readFileSync(page, 'utf8');
  const mark = `- **${report.campaign.name}**`;
  const lines = text.trimEnd().split('\n');
  const at = lines.findIndex(line => line.startsWith(mark));
  const line = `${mark}: ${report.campaign.summary}. ${describeRun(report)}`;
  if (at >= 0) lines[at] = line;
  else lines.push(line);
  writeFileSync(page, `${lines.join('\n')}\n`);
}

function describeRun({ rounds, seed, result, seconds }: Report): string {
  const counts = Object.entries(result.counts).map(([what, count]) => `${format(count)} ${what}`);
  const when = new Date().toISOString().slice(0, 10);
  const where = `${os.cpus().length} cores, ${Math.round(seconds / 60)} min`;
  return `${format(rounds)} rounds, seed ${seed}, ${when}, ${where}: ${counts.join(', ')}; **${format(result.faults.length)} faults**.`;
}

const format = (count: number): string => count.toLocaleString('en-US');
