import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { type Curve, curveOf, findBrokenResumes, findDifferences } from './engine-kill/compare-runs.ts';
import { folderOf, type Ground, prepareGround, readEvents, type Run } from './engine-kill/ground.ts';
import { strike, type StrikeKind } from './engine-kill/strike.ts';
import { newCampaignFolder } from './campaign-folder.ts';
import { createLivingServer } from './living-server.ts';
import { createPatientClient } from './patient-client.ts';
import { untilState } from './prepare-project.ts';
import { findProcessesOf } from './server-kill/find-processes.ts';
import { makeTinyBase } from './tiny-base.ts';
import { hearWishToStop } from './wish-to-stop.ts';

const campaign: Campaign = {
  name: 'engine-kill',
  summary:
    'the training engine killed with -9 at random moments, in the writing of checkpoints and with torn ones: the run goes on by itself and ends, bit for bit, as an uninterrupted one',
  rounds: 30,
  fastRounds: 1,
  run,
};
export default campaign;

type Context = {
  options: CampaignOptions;
  ground: Ground;
  /** What the run that nobody touches says; known once it is done. */
  whole(): Promise<Curve>;
  counts: Record<string, number>;
  fault(sentence: string): void;
};

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = newCampaignFolder('engine-kill');
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);
  const counts: Record<string, number> = { rounds: 0, kills: 0, resumes: 0, 'steps compared': 0 };
  const faults: string[] = [];
  const fault = (sentence: string) => {
    faults.push(`${sentence} (round ${counts.rounds})`);
    options.say(`FAULT ${sentence}`);
  };
  const server = createLivingServer(dataDir, { ATTUNE_MODEL_ROOTS: folder, ATTUNE_RUN_SLOTS: '2' });
  const endAll = () => findProcessesOf(folder).forEach(({ pid }) => process.kill(pid, 'SIGKILL'));
  const stopping = hearWishToStop(options.say, endAll);
  try {
    const baseFolder = makeTinyBase(path.join(folder, 'tiny'));
    await server.start();
    const ground = await prepareGround(server, createPatientClient(server), baseFolder);
    const first = await ground.startRun();
    const whole = async () => {
      await untilState(ground.client, `/projects/desk/runs/${first.id}`, 'done');
      return curveOf(readEvents(ground, first));
    };
    // A single round is played beside it, for the sake of time.
    if (options.rounds > 1)
      options.say(`uninterrupted: ${(await whole()).said.size} numbers, adapter ${(await whole()).adapter}`);
    const context = { options, ground, whole, counts, fault };
    while (counts.rounds! < options.rounds && !stopping.isMade()) {
      counts.rounds! += 1;
      await playRound(context);
    }
    if (options.rounds >= roundsWithHopeless) await playHopeless(context);
    await server.stop();
  } finally {
    await server.kill();
    stopping.forget();
  }
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else options.say(`the data directory is kept: ${folder}`);
  return { counts, faults };
}

const roundsWithHopeless = 5;
const kinds: StrikeKind[] = ['anywhere', 'anywhere', 'writing', 'tearing'];
/** So many kills in a row without a new checkpoint the server forgives; one less is asked of it. */
const killsWithoutCheckpoint = 2;

/** One run, struck a few times, and compared with the one that nobody touched. */
async function playRound(context: Context): Promise<void> {
  const { options, ground, counts } = context;
  const started = await ground.startRun();
  let fruitless = 0;
  const strikes = 1 + Math.floor(options.random() * 4);
  for (let n = 0; n < strikes; n++) {
    const kind = n === 0 && options.random() < 0.15 ? 'starting' : pickKind(options.random());
    const before = await countCheckpoints(ground, started);
    if (!(await strike(ground, started, kind, options.random))) break;
    counts.kills! += 1;
    counts[`kills ${kind}`] = (counts[`kills ${kind}`] ?? 0) + 1;
    fruitless = (await countCheckpoints(ground, started)) > before ? 0 : fruitless + 1;
    if (fruitless >= killsWithoutCheckpoint) {
      await waitForCheckpoint(ground, started);
      fruitless = 0;
    }
  }
  await compare(context, started, 'done');
  options.say(`round ${counts.rounds}: ${counts.kills} kills, ${counts.resumes} resumes so far`);
}

const pickKind = (chance: number): StrikeKind => kinds[Math.floor(chance * kinds.length)]!;

const countCheckpoints = async (ground: Ground, started: Run): Promise<number> =>
  new Set(
    readEvents(ground, started)
      .filter(event => event.type === 'checkpoint')
      .map(event => event.step),
  ).size;

async function waitForCheckpoint(ground: Ground, started: Run): Promise<void> {
  const before = await countCheckpoints(ground, started);
  for (let n = 0; n < 1_200; n++) {
    if (readEvents(ground, started).at(-1)?.type === 'done') return;
    if ((await countCheckpoints(ground, started)) > before) return;
    await sleep(50);
  }
}

async function compare(
  { ground, whole, counts, fault }: Context,
  started: Run,
  state: string,
): Promise<void> {
  const where = `/projects/desk/runs/${started.id}`;
  const ended = await untilState<Run>(ground.client, where, 'done', 'failed', 'cancelled');
  const events = readEvents(ground, started);
  if (ended.state !== state)
    return fault(`run ${ended.number} is ${ended.state}: ${JSON.stringify(ended.error)}`);
  for (const difference of findDifferences(events, await whole()).slice(0, 5))
    fault(`run ${ended.number}: ${difference}`);
  for (const sentence of findBrokenResumes(events)) fault(`run ${ended.number}: ${sentence}`);
  await compareStored(ground, ended, events, fault);
  counts['steps compared']! += events.filter(event => event.type === 'step').length;
  counts.resumes! += events.filter(event => event.type === 'started').length - 1;
}

/** The database holds what the engine said: every event once, in order, and its adapter as a version. */
async function compareStored(
  { server }: Ground,
  { id, number }: Run,
  events: { seq: number; type: string }[],
  fault: (sentence: string) => void,
): Promise<void> {
  const stored = await server.query<{ seq: number; type: string }>(
    'select seq, type from run_event where run_id = $1 order by seq',
    [id],
  );
  const told = (list: { seq: number; type: string }[]) =>
    list.map(({ seq, type }) => `${seq} ${type}`).join();
  if (told(stored) !== told(events))
    fault(`run ${number}: the database holds other events than the engine said`);
  const versions = await server.query<{ digest: string }>(
    'select adapter_digest as digest from model_version where run_id = $1',
    [id],
  );
  if (versions.length !== 1) fault(`run ${number} made ${versions.length} versions`);
}

/** An engine that dies again and again at one place is given up with a word about it; resumed, it ends as the others. */
async function playHopeless(context: Context): Promise<void> {
  const { ground, counts, fault, options } = context;
  const started = await ground.startRun();
  let ended: Run = started;
  for (let n = 0; n < 12 && ended.state !== 'failed'; n++) {
    if (await strike(ground, started, 'starting', options.random)) counts.kills! += 1;
    await sleep(1_500);
    ended = await ground.getRun(started);
  }
  if (ended.state !== 'failed' || ended.error?.code !== 'engine_died')
    return fault(`an engine that always dies left its run ${ended.state}: ${JSON.stringify(ended.error)}`);
  counts['hopeless runs given up'] = 1;
  await ground.client.call('POST', `/projects/desk/runs/${started.id}/resume`);
  await compare(context, started, 'done');
  options.say(`a hopeless run was given up, and resumed: ${folderOf(ground, started)}`);
}
