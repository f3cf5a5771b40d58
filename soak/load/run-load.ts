import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../bench/seeded-random.ts';
import type { CampaignResult } from '../campaign.ts';
import type { LivingServer } from '../living-server.ts';
import { createPatientClient, type PatientClient } from '../patient-client.ts';
import { expectStatus, makeProject, type Project } from '../prepare-project.ts';
import { findLostWrites } from './check-writes.ts';
import { importMany } from './import-many.ts';
import { memorySlope } from './memory-slope.ts';
import { openStreams, findLostFrames, type SeenStream } from './open-streams.ts';
import { openStudy } from './open-study.ts';
import { type Pace, type PacedUpstream, startPacedUpstream, wholeOf } from './paced-upstream.ts';
import { type Watch, watchProcess } from './watch-process.ts';
import { counts as clients, newWrittenWork, writeFor } from './writers.ts';

export type Load = {
  streams: number;
  /** Frames of a stream, at most; the fewest are a third of that. */
  frames: number;
  /** Rest between two frames, at most. */
  paceMs: number;
  writingMs: number;
  pairs: number;
  rows: number;
  /** Rest before the import, so that what the server tells of its last minute is of nothing else. */
  calmMs: number;
};

export const defaultLoad: Omit<Load, 'writingMs'> = {
  streams: 500,
  frames: 60,
  paceMs: 400,
  pairs: 3_000,
  rows: 1_000_000,
  calmMs: 70_000,
};

type Site = {
  server: LivingServer;
  client: PatientClient;
  project: Project;
  upstream: PacedUpstream;
  model: string;
  load: Load;
  seed: number;
  say(line: string): void;
};

/** Everything that the server must bear, one after the other; its faults, and what was counted. */
export async function runLoad(
  server: LivingServer,
  load: Load,
  seed: number,
  say: (line: string) => void,
): Promise<CampaignResult> {
  const upstream = await startPacedUpstream();
  try {
    const client = createPatientClient(server);
    const project = await makeProject(client, 'office');
    const wish = { name: 'paced', baseUrl: upstream.baseUrl, model: 'paced' };
    const connection = await client.call<{ id: string }>('POST', '/projects/office/connections', wish);
    const connectionId = expectStatus('a connection', connection).id;
    const targets = [{ kind: 'connection', connectionId, weight: 1 }];
    const deployment = await client.call('POST', '/projects/office/deployments', { name: 'paced', targets });
    expectStatus('a deployment', deployment);
    const site = { server, client, project, upstream, model: 'office/paced', load, seed, say };
    const parts = [await bearStreams(site), await bearWriters(site), await bearImport(site)];
    return {
      counts: Object.assign({}, ...parts.map(part => part.counts)) as Record<string, number>,
      faults: parts.flatMap(part => part.faults),
    };
  } finally {
    await upstream.close();
  }
}

async function bearStreams({ server, upstream, model, load, seed, say }: Site): Promise<CampaignResult> {
  const random = seededRandom(seed);
  const paces = Array.from({ length: load.streams }, (_, stream): Pace => ({
    stream,
    frames: Math.ceil((load.frames * (1 + 2 * random())) / 3),
    everyMs: Math.ceil(load.paceMs * random()),
  }));
  upstream.gatherAt(load.streams);
  const giveUp = setTimeout(() => upstream.gatherAt(0), 120_000);
  const seen = await openStreams(await server.current(), model, paces);
  clearTimeout(giveUp);
  upstream.gatherAt(0);
  const faults = [...findLostFrames(seen), ...(await findLostCalls(server, seen))];
  if (upstream.mostAtOnce() < load.streams)
    faults.push(`${upstream.mostAtOnce()} of ${load.streams} streams were open at the same time`);
  const frames = seen.reduce((sum, each) => sum + each.frames.length, 0);
  say(`${upstream.mostAtOnce()} streams at once, ${frames} frames, ${faults.length} faults`);
  return { counts: { 'streams open at once': upstream.mostAtOnce(), 'frames in order': frames }, faults };
}

/** What the server keeps of them. */
async function findLostCalls(server: LivingServer, streams: readonly SeenStream[]): Promise<string[]> {
  const kept = await server.query<{ id: string; state: string; text: string | null }>(
    'select id, state, response_text as text from interaction where id = any($1)',
    [streams.map(each => each.callId)],
  );
  const byId = new Map(kept.map(each => [each.id, each]));
  return streams.flatMap(({ pace, callId = '' }) => {
    const call = byId.get(callId);
    return call?.state === 'ok' && call.text === wholeOf(pace)
      ? []
      : [
          `stream ${pace.stream} is kept as ${call?.state ?? 'nothing'} with ${call?.text?.length ?? 0} characters`,
        ];
  });
}

/** So much may memory grow in a minute, once the server is warm; ten minutes of it must be seen to say so. */
const mostGrowthBytes = 2e6;
const warmUpShare = 0.4;
const shortestMemoryMs = 8 * 60_000;

async function bearWriters({
  server,
  client,
  project,
  model,
  load,
  seed,
  say,
}: Site): Promise<CampaignResult> {
  const { number } = await openStudy(client, server.dataDir, project, load.pairs, clients.voters);
  const work = newWrittenWork();
  const watch = watchProcess(client);
  await writeFor({ server, project, evaluation: number, model, work }, load.writingMs, seed);
  await watch.end();
  const faults = await findLostWrites(server.query, work);
  const warm = watch.memory.slice(Math.floor(watch.memory.length * warmUpShare));
  const growth = memorySlope(warm);
  if (load.writingMs >= shortestMemoryMs && growth > mostGrowthBytes)
    faults.push(`memory grows by ${(growth / 1e6).toFixed(1)} MB a minute after the warm-up`);
  const rows = [...work.imports.values()].reduce((sum, each) => sum + each, 0);
  const megabytes = Math.round((warm.at(-1)?.bytes ?? 0) / 1e6);
  say(`${work.votes.size} votes, ${rows} rows, ${work.feedback.size} pieces of feedback, ${megabytes} MB`);
  say(`while they wrote: ${describeWorst(watch)}`);
  return {
    counts: {
      'votes found again': work.votes.size,
      'rows found again': rows,
      'pieces of feedback found again': work.feedback.size,
      'MB at the end of the writing': megabytes,
      'KB a minute that memory grew, after the warm-up (bound 2,000)': Math.round(growth / 1e3),
    },
    faults,
  };
}

const longestWorkMs = 50;
/** A machine that is later than this for everybody cannot say who held the server up; its own work still can, less what the machine
 * adds to work whose length is known. */
const quietMachineMs = 25;

async function bearImport({ server, client, project, load, say }: Site): Promise<CampaignResult> {
  await sleep(load.calmMs);
  const startMs = performance.now();
  const watch = watchProcess(client);
  const batch = await importMany(server, client, project, load.rows, say);
  await watch.end();
  const { lateMs, lateP99Ms, workMs } = watch.worst;
  const machine = watch.machine();
  say(`while ${load.rows} rows were imported: ${describeWorst(watch)}`);
  const faults: string[] = [];
  if (batch.state !== 'done' || batch.recordCount !== load.rows)
    faults.push(`the import of ${load.rows} rows is ${batch.state} with ${batch.recordCount} records`);
  if (workMs - machine.extraWorkMs > longestWorkMs)
    faults.push(
      `the server worked for ${workMs.toFixed(0)} ms in one go, where the machine adds ${machine.extraWorkMs.toFixed(0)} to any work`,
    );
  if (lateMs > longestWorkMs && machine.lateMs <= quietMachineMs)
    faults.push(
      `the event loop was ${lateMs.toFixed(0)} ms late, on a machine that is never ${quietMachineMs}`,
    );
  return {
    counts: {
      'rows of one import': batch.recordCount,
      'rows a second': Math.round((batch.recordCount * 1_000) / (performance.now() - startMs)),
      'ms that the server worked in one go at most': Math.round(workMs),
      'ms that its event loop was late at most': Math.round(lateMs),
      'ms at the 99th percentile': Math.round(lateP99Ms),
      'ms that the machine adds to work of known length at most': Math.round(machine.extraWorkMs),
      'ms that the machine was late for an idle thread': Math.round(machine.lateMs),
    },
    faults,
  };
}

function describeWorst(watch: Watch): string {
  const { workMs, lateMs } = watch.worst;
  const { extraWorkMs, lateMs: idleMs } = watch.machine();
  return `worked ${workMs.toFixed(0)} ms in one go at most (the machine adds ${extraWorkMs.toFixed(0)} to any work), ${lateMs.toFixed(0)} ms late at most (an idle thread ${idleMs.toFixed(0)} ms)`;
}
