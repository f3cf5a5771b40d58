import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { newCampaignFolder } from './campaign-folder.ts';
import { createLivingServer } from './living-server.ts';
import { createPatientClient } from './patient-client.ts';
import { activities } from './server-kill/activities.ts';
import { buildHouse } from './server-kill/build-house.ts';
import { startChatUpstream } from './server-kill/chat-upstream.ts';
import { checkAcknowledged } from './server-kill/checks/check-acknowledged.ts';
import { checkAlways } from './server-kill/checks/check-always.ts';
import { checkCalls, checkOrphans } from './server-kill/checks/check-calls.ts';
import { checkSettled } from './server-kill/checks/check-settled.ts';
import { type Crowd, gatherCrowd } from './server-kill/crowd.ts';
import { findHeirsOf, findProcessesOf } from './server-kill/find-processes.ts';
import type { House } from './server-kill/house.ts';
import { copyLedger, newLedger } from './server-kill/ledger.ts';
import { settle } from './server-kill/settle.ts';
import { makeTinyBase } from './tiny-base.ts';
import { hearWishToStop, type WishToStop } from './wish-to-stop.ts';

const campaign: Campaign = {
  name: 'server-kill',
  summary:
    'the server killed with -9 at random moments, starts included, while clients import, clean, freeze, train, generate, vote, chat, promote and run loops',
  rounds: 300,
  fastRounds: 4,
  run,
};
export default campaign;

/** All work is let come to its end, and is then looked at whole. */
const roundsBetweenSettlings = 50;
/** A short campaign does without a model: training one and letting it answer takes longer than all its rounds. */
const roundsWorthAModel = 10;
const needModel = ['train', 'generate', 'vote', 'chat locally', 'loop'];

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = newCampaignFolder('server-kill');
  const counts: Record<string, number> = { rounds: 0, 'kills while starting': 0, settlings: 0 };
  const faults: string[] = [];
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);
  const upstream = await startChatUpstream();
  const server = createLivingServer(dataDir, { ATTUNE_MODEL_ROOTS: folder });
  const endAll = () => findProcessesOf(folder).forEach(({ pid }) => process.kill(pid, 'SIGKILL'));
  const stopping = hearWishToStop(options.say, endAll);
  try {
    const client = createPatientClient(server);
    const hasModel = options.rounds >= roundsWorthAModel;
    const baseFolder = hasModel ? makeTinyBase(path.join(folder, 'tiny')) : undefined;
    await server.start();
    const house = await buildHouse({
      server,
      client,
      ledger: newLedger(),
      baseFolder,
      upstreamUrl: upstream.baseUrl,
    });
    const say = (sentence: string) => {
      faults.push(`${sentence} (round ${counts.rounds})`);
      options.say(`FAULT ${sentence}`);
    };
    house.fault = say;
    const crowd = gatherCrowd(house, options.seed);
    try {
      await runRounds(options, { house, crowd, counts, faults, stopping });
    } finally {
      await crowd.rest(5_000);
      await server.stop();
      server.end();
      await crowd.end();
    }
    await checkNothingRuns(folder, say);
  } finally {
    await server.kill();
    await upstream.close();
    stopping.forget();
  }
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else options.say(`the data directory is kept: ${folder}`);
  return { counts, faults };
}

type Stage = {
  house: House;
  crowd: Crowd;
  counts: Record<string, number>;
  faults: string[];
  stopping: WishToStop;
};

async function runRounds(
  options: CampaignOptions,
  { house, crowd, counts, faults, stopping }: Stage,
): Promise<void> {
  const hasModel = options.rounds >= roundsWorthAModel;
  if (hasModel) await waitForVotes(house, crowd, options.say);
  const names = Object.keys(activities).filter(name => hasModel || !needModel.includes(name));
  const chat = { whole: 0, interrupted: 0 };
  let isLast = false;
  for (let round = 1; !isLast; round++) {
    isLast = round === options.rounds || stopping.isMade() || faults.length >= mostFaults;
    counts.rounds = round;
    crowd.allow(names.filter(() => options.random() < 0.75));
    const calls = await killOnce(options, house, counts);
    chat.whole += calls.whole;
    chat.interrupted += calls.interrupted;
    if (round % roundsBetweenSettlings === 0 || isLast) {
      await crowd.rest();
      counts.settlings! += 1;
      if (await settle(house)) await checkSettled(house);
      await checkAlways(house);
      options.say(`round ${round}: settled, ${faults.length} faults, ${describe(house)}`);
    }
  }
  Object.assign(counts, countAll(house), {
    'calls kept whole': chat.whole,
    'calls closed as interrupted': chat.interrupted,
  });
}

const mostFaults = 40;

/** Before the first kill there is a model, and an evaluation of it that people vote in. */
async function waitForVotes({ ledger }: House, crowd: Crowd, say: CampaignOptions['say']): Promise<void> {
  crowd.allow(['train', 'generate', 'vote']);
  for (const until = Date.now() + 240_000; ledger.votes.size === 0 && Date.now() < until;) await sleep(200);
  say(`people vote: ${ledger.votes.size}`);
}

/** People are at work for a while, then the server dies, now and then once more while it starts; then all is looked at. */
async function killOnce({ random, say }: CampaignOptions, house: House, counts: Record<string, number>) {
  const aliveMs = random() < 0.15 ? 5_000 + random() * 6_000 : 150 + random() * 2_600;
  await sleep(aliveMs);
  const firstCall = house.ledger.calls.findIndex(call => !checked.has(call));
  await house.server.kill();
  const killedAtMs = Date.now();
  const told = copyLedger(house.ledger);
  // Clients take a moment to hear that the other side is gone; what they read until then came before the kill.
  await sleep(60);
  const cut = house.ledger.calls.slice(firstCall < 0 ? house.ledger.calls.length : firstCall);
  while (random() < 0.2) {
    counts['kills while starting']! += 1;
    await house.server.startAndKill(random() * 2_500);
  }
  const startedMs = performance.now();
  await house.server.start();
  const startS = ((performance.now() - startedMs) / 1_000).toFixed(1);
  await checkOrphans(house, killedAtMs);
  await checkAcknowledged(house, told);
  const found = await checkCalls(house, cut, killedAtMs);
  for (const call of cut) checked.add(call);
  await checkAlways(house);
  if (counts.rounds! % 5 === 0) say(`round ${counts.rounds}: up again in ${startS} s, ${describe(house)}`);
  return found;
}

/** Calls that were looked at after the kill that followed them. */
const checked = new WeakSet<object>();

const countAll = ({ ledger }: House) => ({
  'imports acknowledged': ledger.imports.length,
  'rows imported': ledger.imports.reduce((sum, { read }) => sum + read, 0),
  cleanings: ledger.cleanings.length,
  'dataset versions': ledger.versions.length,
  'tuning runs': ledger.runs.length,
  evaluations: ledger.evaluations.length,
  votes: ledger.votes.size,
  'pieces of feedback': ledger.feedback.size,
  promotions: ledger.promotions.size,
  loops: ledger.loops.length,
  'deployment versions': ledger.deploymentVersion,
});

const describe = (house: House): string =>
  Object.entries({ ...countAll(house), calls: house.ledger.calls.length })
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');

/** A server that was stopped, after many that were killed, leaves nothing behind that works. */
async function checkNothingRuns(folder: string, fault: (sentence: string) => void): Promise<void> {
  const left = () => [...findProcessesOf(folder), ...findHeirsOf(folder)];
  for (let second = 0; second < 15 && left().length > 0; second++) await sleep(1_000);
  for (const { pid, command } of left()) {
    fault(`process ${pid} still runs: ${command.slice(0, 120)}`);
    process.kill(pid, 'SIGKILL');
  }
}
