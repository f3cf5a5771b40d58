import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { startChatUpstream } from './server-kill/chat-upstream.ts';
import * as activities from './steady-work/activities.ts';
import {
  checkAcknowledged,
  checkDatabase,
  checkFiles,
  checkImports,
  checkRuns,
  type Scene,
} from './steady-work/check-work.ts';
import { createDiskServer, type DiskServer } from './steady-work/disk-server.ts';
import { buildOffice } from './steady-work/office.ts';
import { createStrictClient } from './steady-work/strict-client.ts';
import { cannotMakeDisk, createTestDisk, type TestDisk } from './steady-work/test-disk.ts';
import { copyWorkLedger, countWork, newWorkLedger, type WorkLedger } from './steady-work/work-ledger.ts';
import { type Plan, startWorkers } from './steady-work/workers.ts';
import { registerTinyBase } from './steady-work/register-tiny-base.ts';

const campaign: Campaign = {
  name: 'power-loss',
  summary:
    'the power cut (ext4 shut down without its journal, all processes dead) while database, artifacts and run folders on that disk are written',
  rounds: 20,
  fastRounds: 1,
  cannotRun: cannotMakeDisk,
  run,
};
export default campaign;

const plan: Plan = {
  'name a source': { act: activities.nameSource, restMs: 60 },
  import: { act: activities.importFile, restMs: 500 },
  upload: { act: activities.uploadFile, restMs: 300 },
  'upload too': {
    act: (desk, random, turn) => activities.uploadFile({ ...desk, name: `${desk.name}-too` }, random, turn),
    restMs: 600,
  },
  'chat json': { act: activities.chatJson, restMs: 60 },
  'chat sse': { act: activities.chatStream, restMs: 200 },
  feedback: { act: activities.giveFeedback, restMs: 100 },
  freeze: { act: activities.freezeVersion, restMs: 2_500 },
};

const diskMegabytes = 3_000;

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-power-loss-'));
  chmodSync(folder, 0o755);
  const counts: Record<string, number> = { rounds: 0 };
  const faults: string[] = [];
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
    await runRounds({ ...options, folder, disk, server, counts, faults, upstreamUrl: upstream.baseUrl });
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

type House = CampaignOptions & {
  folder: string;
  disk: TestDisk;
  server: DiskServer;
  counts: Record<string, number>;
  faults: string[];
  upstreamUrl: string;
};

async function runRounds(house: House): Promise<void> {
  const { rounds, seed, random, say, folder, disk, server, counts, faults } = house;
  const power = { isOn: true };
  // Without power nobody is answered; what a dying server still says is not its word.
  const fault = (sentence: string) => {
    if (!power.isOn) return;
    faults.push(`${sentence} (round ${counts.rounds})`);
    say(`FAULT ${sentence}`);
  };
  const ledger = newWorkLedger();
  const client = createStrictClient(server.door, { counts: {}, fault });
  disk.mount();
  await server.start();
  const office = await buildOffice(client, house.upstreamUrl);
  const trains = rounds > 2;
  if (trains) await registerTinyBase(client, folder);
  const whole: Plan = trains ? { ...plan, train: { act: activities.trainRun, restMs: 1_500 } } : plan;
  const workers = startWorkers({ client, office, ledger, name: 'w', fault }, whole, seed);
  try {
    for (let round = 1; round <= rounds && faults.length < mostFaults; round++) {
      counts.rounds = round;
      await sleep(500 + random() * 4_500);
      power.isOn = false;
      disk.cutPower();
      const told = copyWorkLedger(ledger);
      await server.killAll();
      await sleep(50);
      const { key } = server.door();
      disk.mount();
      await server.start();
      power.isOn = true;
      if (server.door().key !== key) fault('the key of the command line was lost');
      const scene: Scene = { ask: server.living.query, dataDir: server.dataDir, fault };
      await checkAcknowledged(scene, told);
      await checkFiles(scene, told);
      await checkDatabase(scene);
      say(`round ${round}: ${JSON.stringify(countWork(ledger))}, ${faults.length} faults`);
    }
    await settle(house, workers, ledger, fault);
  } finally {
    await workers.end();
  }
  Object.assign(counts, countWork(ledger));
}

const mostFaults = 40;

/** Half imports, versions and runs are carried on to their end. */
async function settle(
  { server }: House,
  workers: ReturnType<typeof startWorkers>,
  ledger: WorkLedger,
  fault: (sentence: string) => void,
): Promise<void> {
  await workers.rest();
  const scene: Scene = { ask: server.living.query, dataDir: server.dataDir, fault };
  await checkImports(scene, ledger);
  await checkRuns(scene);
  await checkAcknowledged(scene, ledger);
  await checkFiles(scene, ledger);
  await checkDatabase(scene);
}
