import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startServerProcess } from '../tests/end-to-end/server-process.ts';
import { fileCases } from './awful/files.ts';
import type { AwfulCase, Ground } from './awful/ground.ts';
import { oddFileCases } from './awful/odd-files.ts';
import { prepareGround } from './awful/prepare-ground.ts';
import { requestCases } from './awful/requests.ts';
import { watchMemory } from './awful/watch-memory.ts';
import { newCampaignFolder } from './campaign-folder.ts';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { findProcessesOf } from './server-kill/find-processes.ts';
import { startChatUpstream } from './server-kill/chat-upstream.ts';

const all = [...requestCases, ...fileCases, ...oddFileCases];
/** The quick ones first: a short campaign brings the requests, and as many files as there is time for. */
const cases = [...all.filter(each => !each.isLarge), ...all.filter(each => each.isLarge)];

const campaign: Campaign = {
  name: 'awful',
  summary:
    'awful files and requests, one a round: each ends in an error that names what is wrong or costs its own row alone, with memory flat and the server well',
  rounds: cases.length,
  fastRounds: 75,
  run,
};
export default campaign;

/** Above what the server held before a case, so much it may hold for a moment, whatever is brought to it. */
const mostGrowthBytes = 250e6;

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = newCampaignFolder('awful');
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);
  const upstream = await startChatUpstream();
  const server = await startServerProcess(dataDir);
  try {
    const ground = await prepareGround(server, upstream.baseUrl, folder);
    return await bringAll(options, ground, dataDir);
  } finally {
    await server.stop();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bringAll(
  { rounds, say, args }: CampaignOptions,
  ground: Ground,
  dataDir: string,
): Promise<CampaignResult> {
  const pid = findProcessesOf(dataDir).find(({ command }) => command.includes('server/main.ts'))!.pid;
  const memory = watchMemory(pid);
  const faults: string[] = [];
  const counts = {
    rounds: 0,
    files: 0,
    requests: 0,
    'MB held at first': 0,
    'MB at the peak': 0,
    'most MB for one case': 0,
  };
  counts['MB held at first'] = megabytes(memory.nowBytes());
  try {
    for (const each of cases
      .slice(0, rounds)
      .filter(({ name }) => args.length === 0 || args.includes(name))) {
      counts.rounds += 1;
      counts[requestCases.includes(each) ? 'requests' : 'files'] += 1;
      const before = memory.nowBytes();
      memory.takePeakBytes();
      const startedMs = performance.now();
      const finding = (await bring(each, ground)) ?? (await findIllness(ground));
      const peak = memory.takePeakBytes();
      const growth = megabytes(Math.max(0, peak - before));
      counts['MB at the peak'] = Math.max(counts['MB at the peak'], megabytes(peak));
      counts['most MB for one case'] = Math.max(counts['most MB for one case'], growth);
      if (finding) faults.push(`${each.name}: ${finding}`);
      if (growth * 1e6 > mostGrowthBytes)
        faults.push(`${each.name}: the server held ${growth} MB more for it`);
      say(
        `${finding ? 'FAULT' : 'ok   '} ${each.name} (${Math.round(performance.now() - startedMs)} ms, +${growth} MB) ${finding ?? ''}`,
      );
    }
  } finally {
    memory.end();
  }
  return { counts, faults };
}

const bring = (each: AwfulCase, ground: Ground) =>
  each.bring(ground).catch((error: Error) => `threw ${error.stack ?? error.message}`);

/** Whatever was brought, the next one is served. */
async function findIllness({ server, remoteModel }: Ground): Promise<string | undefined> {
  const signal = AbortSignal.timeout(10_000);
  const headers = { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: remoteModel, messages: [{ role: 'user', content: 'words 3' }] });
  try {
    const response = await fetch(`${server.origin}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body,
      signal,
    });
    return response.ok ? undefined : `afterwards a chat is answered with ${response.status}`;
  } catch (error) {
    return `afterwards the server does not answer: ${(error as Error).message}`;
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
