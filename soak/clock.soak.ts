import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { type Clocks, createClocks } from './clock/clocks.ts';
import { checkStream, followStream } from './clock/follow-stream.ts';
import { checkLists, newProbe, type Probe, probeOrder } from './clock/probe.ts';
import { checkAccess, signIn } from './clock/session.ts';
import { inventRow } from './invent-text.ts';
import { createLivingServer } from './living-server.ts';
import { createPatientClient } from './patient-client.ts';
import { buildHouse } from './server-kill/build-house.ts';
import { startChatUpstream } from './server-kill/chat-upstream.ts';
import { checkAcknowledged } from './server-kill/checks/check-acknowledged.ts';
import { checkAlways } from './server-kill/checks/check-always.ts';
import { checkSettled } from './server-kill/checks/check-settled.ts';
import { type Crowd, gatherCrowd } from './server-kill/crowd.ts';
import { findProcessesOf } from './server-kill/find-processes.ts';
import type { House } from './server-kill/house.ts';
import { copyLedger, newLedger } from './server-kill/ledger.ts';
import { settle } from './server-kill/settle.ts';
import { makeTinyBase } from './tiny-base.ts';

const campaign: Campaign = {
  name: 'clock',
  summary:
    'the clock of the server, of the queue or of both jumps an hour either way while clients import, clean, freeze, chat, give feedback and promote; some rounds kill the server between two jumps',
  rounds: 60,
  fastRounds: 1,
  run,
};
export default campaign;

type Counts = Record<string, number>;
type Stage = {
  options: CampaignOptions;
  house: House;
  crowd: Crowd;
  clocks: Clocks;
  probe: Probe;
  counts: Counts;
};

const longImportRows = 6_000;
const atWork = [
  'import',
  'import for desk',
  'clean',
  'freeze',
  'chat json',
  'chat sse',
  'feedback',
  'promote',
  'deploy',
];
const hourMs = 3_600_000;
const roundsBetweenSettlings = 15;
const mostFaults = 20;

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-clock-'));
  chmodSync(folder, 0o755);
  const counts: Counts = { rounds: 0, jumps: 0, 'kills between jumps': 0, settlings: 0 };
  const faults: string[] = [];
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);
  const clocks = createClocks(folder);
  const upstream = await startChatUpstream();
  const server = createLivingServer(dataDir, { ATTUNE_MODEL_ROOTS: folder, ...clocks.env });
  const endAll = () => findProcessesOf(dataDir).forEach(({ pid }) => process.kill(pid, 'SIGKILL'));
  process.once('SIGINT', endAll);
  try {
    const client = createPatientClient(server);
    const baseFolder = makeTinyBase(path.join(folder, 'tiny'));
    await server.start();
    const house = await buildHouse({
      server,
      client,
      ledger: newLedger(),
      baseFolder,
      upstreamUrl: upstream.baseUrl,
    });
    house.fault = sentence => {
      faults.push(`${sentence} (round ${counts.rounds})`);
      options.say(`FAULT ${sentence}`);
    };
    const crowd = gatherCrowd(house, options.seed);
    try {
      await runRounds({ options, house, crowd, clocks, probe: newProbe(), counts }, faults);
    } finally {
      await crowd.rest(5_000);
      await server.stop();
      server.end();
      await crowd.end();
    }
  } finally {
    await server.kill();
    await upstream.close();
    process.off('SIGINT', endAll);
  }
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else options.say(`the data directory is kept: ${folder}`);
  return { counts, faults };
}

async function runRounds(stage: Stage, faults: string[]): Promise<void> {
  const { options, house, crowd, probe, counts } = stage;
  const stream = followStream(house);
  const cookie = await signIn(house);
  for (let round = 1; round <= options.rounds && faults.length < mostFaults; round++) {
    counts.rounds = round;
    await jumpOnce(stage, cookie);
    if (round % roundsBetweenSettlings !== 0 && round !== options.rounds) continue;
    await crowd.rest();
    counts.settlings! += 1;
    if (await settlePatiently(house)) await checkSettled(house);
    counts['calls listed in order'] = await checkLists(house, probe);
    await checkStream(house, stream);
    options.say(`round ${round}: settled, ${faults.length} faults, ${stream.ids.length} events`);
  }
  counts['events in order'] = stream.ids.length;
  counts['imports'] = house.ledger.imports.length;
  counts['calls'] = house.ledger.calls.length + probe.calls.length;
  await stream.end();
}

/** A busy machine may need more than one patience; only work that does not come to an end at all is a fault. */
async function settlePatiently(house: House): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt++)
    if (await settle({ ...house, fault: () => undefined })) return true;
  return settle(house);
}

/** People are at work, a clock jumps, they go on; then it jumps again or stays; then all is looked at. */
async function jumpOnce(stage: Stage, cookie: string): Promise<void> {
  const { options, house, crowd, clocks, probe, counts } = stage;
  const { random } = options;
  crowd.allow(atWork.filter(() => random() < 0.85));
  await sleep(200 + random() * 1_000);
  if (options.rounds > 1 && random() < 0.2) await importMany(house, counts.rounds!);
  const offsetMs = [-hourMs, 0, hourMs][Math.floor(random() * 3)]!;
  const which = Math.floor(random() * 3);
  if (which !== 1) clocks.setServer(offsetMs);
  if (which !== 0) await clocks.setQueue(house.server, offsetMs);
  counts.jumps! += 1;
  await probeOrder(house, probe, counts.rounds!);
  if (random() < 0.25) await killBetween(stage, offsetMs);
  await checkAccess(house, cookie);
  await checkAlways(house);
}

/** The next server's clock stands elsewhere: its ids come after all that there are, and it closes what the last one left. */
async function killBetween(
  { options, house, crowd, clocks, probe, counts }: Stage,
  offsetMs: number,
): Promise<void> {
  counts['kills between jumps']! += 1;
  crowd.allow([]);
  await house.server.kill();
  const told = copyLedger(house.ledger);
  clocks.setServer(options.random() < 0.5 ? -hourMs : offsetMs);
  await house.server.start();
  const open = await house.server.query<{ id: string }>(`select id from interaction where state = 'started'`);
  for (const { id } of open) house.fault(`the call ${id} of a dead server is still open`);
  await checkAcknowledged(house, told);
  await probeOrder(house, probe, counts.rounds! + 0.5);
}

/** Work of many seconds: the jump finds it in somebody's hand. */
async function importMany({ client, ledger, bulk }: House, round: number): Promise<void> {
  const rows = Array.from({ length: longImportRows }, (_, n) => inventRow(`long ${round} ${n}`));
  const fileDigest = await client.upload(rows.join('\n'));
  const wish = { sourceId: bulk.sourceId, fileDigest, fileName: `long-${round}.jsonl` };
  const url = `/projects/${bulk.slug}/imports`;
  const { body } = await client.call<{ id: string }>('POST', url, wish, `long-${round}`);
  ledger.imports.push({ id: body.id, read: longImportRows, record: longImportRows, duplicate: 0, reject: 0 });
}
