import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../bench/seeded-random.ts';
import type { Campaign, CampaignOptions, CampaignResult } from './campaign.ts';
import { blows } from './database-kill/blows.ts';
import { type Half, type Kind, startHalf } from './database-kill/half.ts';
import { startChatUpstream } from './server-kill/chat-upstream.ts';
import * as activities from './steady-work/activities.ts';
import {
  checkAcknowledged,
  checkDatabase,
  checkEnds,
  checkFiles,
  checkImports,
} from './steady-work/check-work.ts';
import { followEvents } from './steady-work/follow-events.ts';
import { buildOffice } from './steady-work/office.ts';
import { createStrictClient } from './steady-work/strict-client.ts';
import { copyWorkLedger, countWork, newWorkLedger, type WorkLedger } from './steady-work/work-ledger.ts';
import { type Plan, startWorkers } from './steady-work/workers.ts';

const campaign: Campaign = {
  name: 'database-kill',
  summary:
    'PostgreSQL killed, stopped, frozen and restarted slowly under a server at work, embedded in half of the rounds and external (DATABASE_URL) in the others',
  rounds: 50,
  fastRounds: 2,
  cannotRun: () =>
    existsSync('/proc/self/stat') ? undefined : 'it finds the processes of PostgreSQL in /proc',
  run,
};
export default campaign;

const plan: Plan = {
  'name a source': { act: activities.nameSource, restMs: 80 },
  'name a source too': {
    act: (desk, random, turn) => activities.nameSource({ ...desk, name: `${desk.name}-too` }, random, turn),
    restMs: 300,
  },
  'read a source': { act: activities.readSource, restMs: 60 },
  import: { act: activities.importFile, restMs: 1_500 },
  upload: { act: activities.uploadFile, restMs: 800 },
  'chat json': { act: activities.chatJson, restMs: 60 },
  'chat sse': { act: activities.chatStream, restMs: 150 },
  'chat sse too': {
    act: (desk, random, turn) => activities.chatStream({ ...desk, name: `${desk.name}-too` }, random, turn),
    restMs: 400,
  },
  feedback: { act: activities.giveFeedback, restMs: 120 },
  freeze: { act: activities.freezeVersion, restMs: 6_000 },
};

const roundsBetweenSettlings = 5;
/** A blow takes up to 12 s by itself; after it the server has so long to be right again. */
const recoveryMs = 30_000;

async function run(options: CampaignOptions): Promise<CampaignResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-database-kill-'));
  chmodSync(folder, 0o755);
  const counts: Record<string, number> = { rounds: 0 };
  const faults: string[] = [];
  const halves = { embedded: Math.ceil(options.rounds / 2), external: Math.floor(options.rounds / 2) };
  for (const [kind, rounds] of Object.entries(halves))
    if (rounds > 0) await runHalf(kind as Kind, rounds, folder, options, counts, faults);
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else options.say(`the data directories are kept: ${folder}`);
  return { counts, faults };
}

async function runHalf(
  kind: Kind,
  rounds: number,
  folder: string,
  { seed, say, random }: CampaignOptions,
  counts: Record<string, number>,
  faults: string[],
): Promise<void> {
  const upstream = await startChatUpstream();
  const half = await startHalf(kind, folder);
  const endAtOnce = () =>
    void half.end().finally(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(130);
    });
  process.once('SIGINT', endAtOnce);
  const fault = (sentence: string) => {
    faults.push(`${sentence} (${kind}, round ${counts.rounds})`);
    say(`FAULT ${sentence}`);
  };
  const ledger = newWorkLedger();
  const { server } = half;
  const client = createStrictClient(() => server, { counts, fault });
  try {
    const office = await buildOffice(client, upstream.baseUrl);
    const workers = startWorkers({ client, office, ledger, name: kind, fault }, plan, seed);
    const follower = followEvents(() => server, office.project);
    try {
      for (let round = 1; round <= rounds && faults.length < mostFaults; round++) {
        counts.rounds! += 1;
        await strike(half, client, office.project, { random, say, fault, counts });
        if (round % roundsBetweenSettlings !== 0 && round !== rounds) continue;
        await workers.rest();
        await settle(half, ledger, fault);
        follower.check(await half.ask(eventsOf, [office.project]), fault);
        say(`${kind}, round ${round}: ${JSON.stringify(countWork(ledger))}, ${faults.length} faults`);
        workers.work();
      }
    } finally {
      await workers.end();
      await follower.end();
    }
    for (const [what, count] of Object.entries(countWork(ledger))) counts[what] = (counts[what] ?? 0) + count;
  } finally {
    await half.end();
    await upstream.close();
    process.off('SIGINT', endAtOnce);
  }
}

const mostFaults = 40;
const eventsOf = `select e.id::int as id from project_event e join project p on p.id = e.project_id where p.slug = $1 order by e.id`;

type Surroundings = Pick<CampaignOptions, 'random' | 'say'> & {
  fault(sentence: string): void;
  counts: Record<string, number>;
};

/** Work for a moment, one blow, and then the server must answer again. */
async function strike(
  half: Half,
  client: ReturnType<typeof createStrictClient>,
  project: string,
  { random, say, fault, counts }: Surroundings,
): Promise<void> {
  await sleep(300 + random() * 1_500);
  const names = Object.keys(blows);
  const name = names[Math.floor(random() * names.length)]!;
  const startedMs = performance.now();
  await blows[name]!(half.victim, seededRandom(Math.floor(random() * 2 ** 31)));
  counts[name] = (counts[name] ?? 0) + 1;
  const blowMs = performance.now() - startedMs;
  const isBack = async () =>
    (await client.once('GET', `/api/v1/projects/${project}/sources?limit=1`))?.status === 200;
  for (const until = Date.now() + recoveryMs; !(await isBack()); await sleep(50))
    if (Date.now() > until) return fault(`${name}: no answer within ${recoveryMs} ms after it`);
  const backMs = performance.now() - startedMs - blowMs;
  counts['slowest return in ms'] = Math.max(counts['slowest return in ms'] ?? 0, Math.round(backMs));
  say(`${half.kind}: ${name} (${Math.round(blowMs)} ms), back ${Math.round(backMs)} ms later`);
}

/** Nobody asks anything any more: now all must come right by itself, and be whole. */
async function settle(half: Half, ledger: WorkLedger, fault: (sentence: string) => void): Promise<void> {
  const scene = { ask: half.ask, dataDir: half.dataDir, fault };
  const told = copyWorkLedger(ledger);
  await checkAcknowledged(scene, told);
  await checkEnds(scene);
  await checkImports(scene, told);
  await checkFiles(scene, told);
  await checkDatabase(scene);
}
