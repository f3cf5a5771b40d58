import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import {
  beatEveryMs,
  type Holder,
  holderFile,
  isAlive,
  listHolders,
  removeHolder,
  writeHolder,
} from './holders.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';

export type ClaimWish = Pick<Holder, 'what' | 'origin' | 'roles' | 'database'>;

export type Claim = {
  /** Resolves when another process took the directory because this one gave no sign of life for too long. */
  lost: Promise<void>;
  release(): void;
};

/**
 * Takes a data directory for this process, or refuses and names who has it. Two that start at the same instant do not
 * both win: each shows itself before it looks around, and whoever looks second sees the other. Of two that see each other
 * while neither has it, the smaller token waits and the other withdraws. A holder's death frees the directory at once.
 */
export async function claimDataDirectory(
  dataDir: string,
  wish: ClaimWish,
  here: ProcessIdentity = identifyProcess(),
): Promise<Claim> {
  fs.mkdirSync(dataDir, { recursive: true });
  const startedAt = new Date().toISOString();
  const mine: Holder = { token: randomUUID(), state: 'wanting', process: here, startedAt, ...wish };
  writeHolder(dataDir, mine);
  try {
    await waitUntilAlone(dataDir, mine);
    writeHolder(dataDir, { ...mine, state: 'holding' });
  } catch (error) {
    removeHolder(dataDir, mine.token);
    throw error;
  }
  return keepAlive(dataDir, mine.token);
}

async function waitUntilAlone(dataDir: string, mine: Holder): Promise<void> {
  for (;;) {
    const others = await listRivals(dataDir, mine);
    const first =
      others.find(other => other.state === 'holding') ?? others.find(other => other.token < mine.token);
    if (first) throw refusal(dataDir, first);
    if (others.length === 0) return;
    await sleep(20);
  }
}

async function listRivals(dataDir: string, mine: Holder): Promise<Holder[]> {
  const rivals: Holder[] = [];
  for (const other of listHolders(dataDir)) {
    if (other.token === mine.token) continue;
    if (!(await isAlive(dataDir, other, mine.process))) removeHolder(dataDir, other.token);
    else if (!canShare(mine, other)) rivals.push(other);
  }
  return rivals;
}

/** Servers on one PostgreSQL server may share a directory where each has its own part of the work. */
const canShare = (a: Holder, b: Holder): boolean =>
  a.what === 'server' &&
  b.what === 'server' &&
  a.database === 'external' &&
  b.database === 'external' &&
  !a.roles.some(role => b.roles.includes(role));

function keepAlive(dataDir: string, token: string): Claim {
  const lost = Promise.withResolvers<void>();
  const file = holderFile(dataDir, token);
  const beat = setInterval(() => {
    const now = performance.timeOrigin / 1000 + performance.now() / 1000;
    fs.utimes(file, now, now, error => {
      if ((error as NodeJS.ErrnoException | null)?.code !== 'ENOENT') return;
      clearInterval(beat);
      lost.resolve();
    });
  }, beatEveryMs).unref();
  return {
    lost: lost.promise,
    release() {
      clearInterval(beat);
      removeHolder(dataDir, token);
    },
  };
}

function refusal(dataDir: string, other: Holder): AttuneError {
  const { pid } = other.process;
  const fields = { pid, origin: other.origin, startedAt: other.startedAt, what: other.what };
  if (other.what !== 'server')
    return new AttuneError(
      'data_directory_in_use',
      `A ${other.what} works on ${dataDir} (process ${pid}, since ${other.startedAt}).`,
      { status: 409, remedy: 'Wait until it has ended, or choose another directory with --data.', fields },
    );
  return new AttuneError(
    'server_running',
    `An Attune server runs on ${dataDir} already (process ${pid}, ${other.origin}).`,
    {
      status: 409,
      remedy: `Use it, stop it (kill ${pid}), or choose another directory with --data.`,
      fields,
    },
  );
}
