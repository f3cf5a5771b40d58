import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Life, judgeProcess, type ProcessIdentity } from './process-identity.ts';

/** Who has a data directory, or wants it: one file `servers/<token>.json` each, never written by anybody else. */
export type Holder = {
  token: string;
  /** `wanting` until it has seen that nobody else is there. */
  state: 'wanting' | 'holding';
  what: 'server' | 'backup' | 'restore';
  process: ProcessIdentity;
  /** Where a server answers; null for what is no server. */
  origin: string | null;
  roles: string[];
  database: 'embedded' | 'external';
  startedAt: string;
};

export const beatEveryMs = 2_000;
/** So long a holder that cannot be judged by its process number is watched for a sign of life. */
const silenceMs = 5 * beatEveryMs;

const folderOf = (dataDir: string): string => path.join(dataDir, 'servers');
export const holderFile = (dataDir: string, token: string): string =>
  path.join(folderOf(dataDir), `${token}.json`);

/** Atomic: a reader sees all of it or what was there before. */
export function writeHolder(dataDir: string, holder: Holder): void {
  fs.mkdirSync(folderOf(dataDir), { recursive: true });
  const half = path.join(folderOf(dataDir), `${holder.token}.half`);
  fs.writeFileSync(half, JSON.stringify(holder));
  fs.renameSync(half, holderFile(dataDir, holder.token));
}

export function listHolders(dataDir: string): Holder[] {
  const names = fs.existsSync(folderOf(dataDir)) ? fs.readdirSync(folderOf(dataDir)) : [];
  return names.filter(name => name.endsWith('.json')).flatMap(name => readHolder(dataDir, name) ?? []);
}

export const removeHolder = (dataDir: string, token: string): void =>
  fs.rmSync(holderFile(dataDir, token), { force: true });

function readHolder(dataDir: string, name: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folderOf(dataDir), name), 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Whether a holder lives. One whose process cannot be judged from here is watched for its heartbeat. */
export async function isAlive(
  dataDir: string,
  holder: Holder,
  here?: ProcessIdentity,
  watchMs: number = silenceMs,
): Promise<boolean> {
  const life: Life = judgeProcess(holder.process, here);
  return life === 'unknown' ? beats(dataDir, holder, watchMs) : life === 'alive';
}

/** Any change counts, whatever the clocks of both sides say. */
async function beats(dataDir: string, { token }: Holder, watchMs: number): Promise<boolean> {
  const beat = () => fs.statSync(holderFile(dataDir, token), { throwIfNoEntry: false })?.mtimeMs;
  const first = beat();
  for (let waitedMs = 0; waitedMs < watchMs; waitedMs += 250) {
    const now = beat();
    if (now === undefined) return false;
    if (now !== first) return true;
    await sleep(250);
  }
  return false;
}

/** The living holders of a data directory, for programs that want to talk to them. */
export async function listLiveHolders(dataDir: string): Promise<Holder[]> {
  const holders = listHolders(dataDir).filter(holder => holder.state === 'holding');
  const lives = await Promise.all(holders.map(holder => isAlive(dataDir, holder)));
  return holders.filter((_holder, index) => lives[index]);
}
