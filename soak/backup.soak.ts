import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytes } from '#platform/terminal/format.ts';
import {
  checkAnswers,
  checkArtifacts,
  checkCounts,
  checkEdges,
  checkImportsEnd,
  checkKey,
  checkLineage,
} from './backup/compare.ts';
import { type Moment, takeMoment } from './backup/moment.ts';
import {
  type ExternalServer,
  killRestore,
  makePlace,
  type Place,
  restoreInto,
  startExternalServer,
} from './backup/restore-somewhere.ts';
import { runAttune } from './backup/run-attune.ts';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { createLivingServer } from './living-server.ts';
import { createPatientClient } from './patient-client.ts';
import { activities } from './server-kill/activities.ts';
import { buildHouse } from './server-kill/build-house.ts';
import { startChatUpstream } from './server-kill/chat-upstream.ts';
import { checkAcknowledged } from './server-kill/checks/check-acknowledged.ts';
import { checkAlways } from './server-kill/checks/check-always.ts';
import { checkCalls, checkOrphans } from './server-kill/checks/check-calls.ts';
import { type Crowd, gatherCrowd } from './server-kill/crowd.ts';
import { findProcessesOf } from './server-kill/find-processes.ts';
import type { House } from './server-kill/house.ts';
import { newLedger, type SeenCall } from './server-kill/ledger.ts';
import { makeTinyBase } from './tiny-base.ts';

const campaign: Campaign = {
  name: 'backup',
  summary:
    'backups at random moments while clients import, clean, freeze, train, generate, vote, chat and promote, each restored (some after a killed restore, some into a PostgreSQL server) and compared',
  rounds: 20,
  fastRounds: 1,
  run,
};
export default campaign;

type Counts = Record<string, number>;
type Stage = {
  options: CampaignOptions;
  folder: string;
  house: House;
  crowd: Crowd;
  external: ExternalServer | undefined;
  counts: Counts;
};

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-backup-'));
  // Root's databases stay below it, and go with it, only where their unprivileged user may enter.
  chmodSync(folder, 0o755);
  const faults: string[] = [];
  const counts: Counts = {
    rounds: 0,
    'while the server was down': 0,
    'restores killed': 0,
    'into a PostgreSQL server': 0,
  };
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);
  const upstream = await startChatUpstream();
  const server = createLivingServer(dataDir, { ATTUNE_MODEL_ROOTS: folder });
  const external = options.rounds > 1 ? await startExternalServer(folder) : undefined;
  const endAll = () => endProcessesOf(folder);
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
      if (options.rounds >= roundsWorthAModel) await waitForVotes(house, crowd);
      for (let round = 1; round <= options.rounds && faults.length < mostFaults; round++) {
        counts.rounds = round;
        await backUpOnce({ options, folder, house, crowd, external, counts });
      }
    } finally {
      await crowd.rest(5_000);
      await server.stop();
      server.end();
      await crowd.end();
    }
    Object.assign(counts, countAll(house));
  } finally {
    await external?.stop();
    await upstream.close();
    endProcessesOf(folder);
    process.off('SIGINT', endAll);
  }
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else options.say(`the data directories are kept: ${folder}`);
  return { counts, faults };
}

const mostFaults = 20;
/** A short campaign does without votes: training a model and letting it answer takes longer than all its rounds. */
const roundsWorthAModel = 5;

/** Before the first backup there is a model, and an evaluation of it that people vote in. */
async function waitForVotes({ ledger }: House, crowd: Crowd): Promise<void> {
  crowd.allow(['train', 'generate', 'vote']);
  for (const until = Date.now() + 120_000; ledger.votes.size === 0 && Date.now() < until;) await sleep(200);
}

/** What costs no process of Python: for a single round among other tests. */
const light = ['import', 'freeze', 'chat json', 'chat sse', 'feedback', 'promote', 'deploy'];

/** The crowd works; in the middle of it a backup is taken; then it becomes a platform and is looked at. */
async function backUpOnce(stage: Stage): Promise<void> {
  const { options, folder, house, crowd, counts } = stage;
  const { random } = options;
  const round = counts.rounds!;
  crowd.allow(options.rounds === 1 ? light : Object.keys(activities).filter(() => random() < 0.8));
  await sleep(options.rounds === 1 ? 1_000 : 400 + random() * 4_000);
  const file = path.join(folder, `${round}.tar`);
  const isDown = options.rounds > 1 && random() < 0.15;
  const before = await takeMoment(house);
  if (isDown) await house.server.kill();
  const startedMs = performance.now();
  const { code, output } = await runAttune(['--data', house.server.dataDir, '--json', 'backup', file]);
  const seconds = (performance.now() - startedMs) / 1000;
  if (isDown) await house.server.start();
  counts['while the server was down']! += isDown ? 1 : 0;
  crowd.allow([]);
  if (code !== 0) return house.fault(`attune backup ended with ${code}: ${output.slice(-400)}`);
  const after = await takeMoment(house);
  add(counts, 'rows backed up', await checkCounts(file, before, after, house.fault));
  const place = await restoreOnce(stage, file);
  if (place) await look(stage, place, before);
  rmSync(file, { force: true });
  const { sizeBytes, rows } = JSON.parse(output.slice(output.indexOf('{'))) as {
    sizeBytes: number;
    rows: number;
  };
  const where = isDown ? ', the server down' : '';
  options.say(`round ${round}: ${rows} rows, ${bytes(sizeBytes)} in ${seconds.toFixed(1)} s${where}`);
}

async function restoreOnce(
  { options, folder, house, external, counts }: Stage,
  file: string,
): Promise<Place | undefined> {
  const { random } = options;
  const round = counts.rounds!;
  const url = external && round % 4 === 0 ? await external.newDatabase(`round_${round}`) : undefined;
  counts['into a PostgreSQL server']! += url ? 1 : 0;
  const place = makePlace(path.join(folder, `restored-${round}`), { ATTUNE_MODEL_ROOTS: folder }, url);
  if (external && random() < 0.4) {
    const outcome = await killRestore(place, file, random() * 2_500);
    if (outcome === 'ended') return place;
    if (outcome === 'killed') counts['restores killed']! += 1;
    else house.fault(outcome);
  }
  const wrong = await restoreInto(place, file);
  if (wrong) house.fault(wrong);
  return wrong ? undefined : place;
}

async function look({ house, counts, options }: Stage, place: Place, before: Moment): Promise<void> {
  const { server } = place;
  try {
    await server.start();
    const client = createPatientClient(server);
    const restored: House = { ...house, server, client, ledger: before.ledger };
    checkEdges(before, await takeMoment(restored), restored.fault);
    await checkAcknowledged(restored, before.ledger);
    await checkOrphans(restored, before.atMs);
    await checkCalls(restored, seenUntil(before), before.atMs);
    add(counts, 'files named by rows', await checkArtifacts(restored));
    const models = ['desk/far', `desk/${house.base}`, ...(await listVersions(house, before))];
    add(counts, 'answers compared', await checkAnswers(house, restored, models, counts.rounds!));
    await checkLineage(house, restored);
    await checkKey(restored, (await house.server.current()).key);
    await checkImportsEnd(restored, before);
    await checkAlways(restored);
  } finally {
    await server.stop();
    endProcessesOf(place.dataDir);
  }
  add(counts, 'lineage edges compared', before.edges.size);
  if (options.rounds > 1) rmSync(place.dataDir, { recursive: true, force: true });
}

/**
 * How soon the text of a stream is kept is for the kills of the server to look at, on a machine that does nothing else: a
 * backup promises what was committed, the whole of every answer that had ended a while before.
 */
function seenUntil({ ledger, atMs }: Moment): SeenCall[] {
  const ended = ledger.calls.filter(
    ({ endedAtMs }) => endedAtMs === undefined || endedAtMs < atMs - endCommittedMs,
  );
  return ended.slice(-500).map(call => ({ ...call, pieces: [] }));
}
const endCommittedMs = 15_000;

/** The newest model version that was there before. */
async function listVersions({ server }: House, before: Moment): Promise<string[]> {
  const rows = await server.query<{ name: string }>(
    `select name from model_version where created_at < $1 order by id desc limit 1`,
    [new Date(before.atMs)],
  );
  return rows.map(row => `desk/${row.name}`);
}

const add = (counts: Counts, what: string, count: number): void =>
  void (counts[what] = (counts[what] ?? 0) + count);

const countAll = ({ ledger }: House): Counts => ({
  imports: ledger.imports.length,
  votes: ledger.votes.size,
  'pieces of feedback': ledger.feedback.size,
  calls: ledger.calls.length,
  'tuning runs': ledger.runs.length,
});

/** Engines outlive their server, also that of a restored platform that is looked at no more. */
function endProcessesOf(folder: string): void {
  for (const { pid } of findProcessesOf(folder))
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
}
