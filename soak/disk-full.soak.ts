import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { createBallast } from './disk-full/ballast.ts';
import { fillAndFree, type FullHouse } from './disk-full/fill-and-free.ts';
import { askByTerminal } from './disk-full/ask-by-terminal.ts';
import { startChatUpstream } from './server-kill/chat-upstream.ts';
import * as activities from './steady-work/activities.ts';
import {
  checkAcknowledged,
  checkDatabase,
  checkEnds,
  checkFiles,
  checkHalves,
  checkImports,
  checkRuns,
  type Scene,
} from './steady-work/check-work.ts';
import { createDiskServer } from './steady-work/disk-server.ts';
import { buildOffice } from './steady-work/office.ts';
import { createStrictClient } from './steady-work/strict-client.ts';
import { cannotMakeDisk, createTestDisk } from './steady-work/test-disk.ts';
import { copyWorkLedger, countWork, newWorkLedger } from './steady-work/work-ledger.ts';
import { type Plan, startWorkers } from './steady-work/workers.ts';
import { registerTinyBase } from './steady-work/register-tiny-base.ts';

const campaign: Campaign = {
  name: 'disk-full',
  summary:
    'the disk of the data directory, database included, filled to the last bytes while files are uploaded, imported, frozen, trained on and calls recorded; then room is made',
  rounds: 20,
  fastRounds: 1,
  cannotRun: cannotMakeDisk,
  run,
};
export default campaign;

const plan: Plan = {
  'name a source': { act: activities.nameSource, restMs: 60 },
  import: { act: activities.importFile, restMs: 400 },
  upload: { act: activities.uploadFile, restMs: 300 },
  'chat json': { act: activities.chatJson, restMs: 60 },
  'chat sse': { act: activities.chatStream, restMs: 200 },
  feedback: { act: activities.giveFeedback, restMs: 100 },
  freeze: { act: activities.freezeVersion, restMs: 2_500 },
};

const diskMegabytes = 1_500;

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-disk-full-'));
  chmodSync(folder, 0o755);
  const counts: Record<string, number> = { rounds: 0 };
  const faults: string[] = [];
  const fault = (sentence: string) => {
    faults.push(`${sentence} (round ${counts.rounds})`);
    options.say(`FAULT ${sentence}`);
  };
  const disk = createTestDisk(folder, diskMegabytes);
  const server = createDiskServer(disk, { ATTUNE_MODEL_ROOTS: folder });
  const upstream = await startChatUpstream();
  const cleanUp = async () => {
    await server.killAll();
    rmSync(folder, { recursive: true, force: true });
  };
  const endAtOnce = () => void cleanUp().finally(() => process.exit(130));
  process.once('SIGINT', endAtOnce);
  try {
    disk.mount();
    await server.start();
    const ballast = createBallast(disk.root);
    await runRounds({ ...options, folder, server, ballast, counts, faults, fault }, upstream.baseUrl);
    await server.stop();
  } catch (error) {
    await cleanUp();
    throw error;
  } finally {
    await server.killAll();
    await upstream.close();
    process.off('SIGINT', endAtOnce);
  }
  if (faults.length > 0) options.say(`the disk is kept: ${folder}/disk.img`);
  else rmSync(folder, { recursive: true, force: true });
  return { counts, faults };
}

async function runRounds(house: FullHouse, upstreamUrl: string): Promise<void> {
  const { rounds, seed, say, folder, server, counts, faults, fault } = house;
  const ledger = newWorkLedger();
  const client = createStrictClient(server.door, { counts, fault });
  const office = await buildOffice(client, upstreamUrl);
  const trains = rounds > 2;
  if (trains) await registerTinyBase(client, folder);
  const whole: Plan = trains ? { ...plan, train: { act: activities.trainRun, restMs: 1_500 } } : plan;
  const workers = startWorkers({ client, office, ledger, name: 'w', fault }, whole, seed);
  const scene: Scene = { ask: server.living.query, dataDir: server.dataDir, fault };
  try {
    for (let round = 1; round <= rounds && faults.length < mostFaults; round++) {
      counts.rounds = round;
      await fillAndFree(house, client, office, () => (round === 1 ? askByTerminal(house) : undefined));
      const told = copyWorkLedger(ledger);
      await checkAcknowledged(scene, told);
      await checkFiles(scene, told);
      say(`round ${round}: ${JSON.stringify(countWork(ledger))}, ${faults.length} faults`);
    }
    await workers.rest();
    await checkImports(scene, ledger);
    await resumeFailed(client, office.project, scene);
    await checkRuns(scene);
    await checkEnds(scene);
    await checkAcknowledged(scene, ledger);
    await checkFiles(scene, ledger);
    checkHalves(scene);
    await checkDatabase(scene);
  } finally {
    await workers.end();
  }
  Object.assign(counts, countWork(ledger));
}

const mostFaults = 40;

/** A run that an engine without room ended says so, and goes on from its checkpoint. */
async function resumeFailed(
  client: ReturnType<typeof createStrictClient>,
  project: string,
  { ask, fault }: Scene,
): Promise<void> {
  const failed = await ask<{ number: number; error: { code: string } }>(
    `select number, error from run where state = 'failed'`,
  );
  for (const { number, error } of failed) {
    if (error.code !== 'disk_full') fault(`run ${number} failed with ${JSON.stringify(error)}`);
    await client.once('POST', `/api/v1/projects/${project}/runs/${number}/resume`);
  }
}
