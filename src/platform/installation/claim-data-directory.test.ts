import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ClaimWish, claimDataDirectory } from './claim-data-directory.ts';
import { type Holder, isAlive, listHolders, writeHolder } from './holders.ts';
import { identifyProcess } from './process-identity.ts';

let dir: string;
let children: ChildProcess[] = [];
beforeEach(() => void (dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-claim-'))));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  fs.rmSync(dir, { recursive: true, force: true });
});

const server: ClaimWish = {
  what: 'server',
  origin: 'http://127.0.0.1:1',
  roles: ['api'],
  database: 'embedded',
};
const holder = (change: Partial<Holder>): Holder => ({
  ...server,
  token: 'other',
  state: 'holding',
  process: identifyProcess(),
  startedAt: '',
  ...change,
});

/** Several processes that go for the directory at one instant. */
async function race(count: number): Promise<{ child: ChildProcess; outcome: string }[]> {
  const script = path.join(import.meta.dirname, 'test-claimant.ts');
  const at = String(Date.now() + 1_500);
  const started = Array.from({ length: count }, () =>
    spawn(process.execPath, [script, dir, at], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  children.push(...started);
  return Promise.all(
    started.map(async child => {
      const [line] = (await once(child.stdout!, 'data')) as [Buffer];
      return { child, outcome: line.toString().trim() };
    }),
  );
}

describe('two servers on one data directory', () => {
  test(
    'that start at the same instant: exactly one wins, the others name it',
    { timeout: 30_000 },
    async () => {
      for (let wave = 0; wave < 2; wave++) {
        const outcomes = await race(5);
        const winners = outcomes.filter(each => each.outcome === 'won');
        expect(winners).toHaveLength(1);
        const live = listHolders(dir).filter(each => each.state === 'holding');
        expect(live.map(each => each.process.pid)).toEqual([winners[0]!.child.pid]);
        for (const { outcome } of outcomes.filter(each => each.outcome !== 'won'))
          expect(outcome).toMatch(/^server_running \d+$/);
        winners[0]!.child.kill('SIGKILL');
        await once(winners[0]!.child, 'exit');
      }
    },
  );

  test('whatever their order of looking, one holds it and gives it back', async () => {
    for (let round = 0; round < 40; round++) {
      const tries = await Promise.allSettled(
        Array.from({ length: 5 }, () => claimDataDirectory(dir, server)),
      );
      const won = tries.filter(each => each.status === 'fulfilled');
      expect(won).toHaveLength(1);
      won[0]!.value.release();
      expect(listHolders(dir)).toEqual([]);
    }
  });

  test('is refused with what the reader needs to find the first', async () => {
    await claimDataDirectory(dir, server);
    await expect(claimDataDirectory(dir, server)).rejects.toMatchObject({
      code: 'server_running',
      message: expect.stringContaining(`process ${process.pid}, http://127.0.0.1:1`),
      remedy: expect.stringContaining('--data'),
    });
  });

  test('may share it only on one PostgreSQL server and with parts of the work of their own', async () => {
    const external = { ...server, database: 'external' as const };
    await claimDataDirectory(dir, external);
    await claimDataDirectory(dir, { ...external, roles: ['worker'] });
    await expect(claimDataDirectory(dir, { ...external, roles: ['worker', 'gateway'] })).rejects.toThrow();
    await expect(claimDataDirectory(dir, { ...server, what: 'restore' })).rejects.toThrow();
  });
});

describe('a holder', () => {
  const here = identifyProcess();

  test('is dead when another process has its number now', async () => {
    const reused = holder({ process: { ...here, startTicks: here.startTicks! + 1 } });
    writeHolder(dir, reused);
    expect(await isAlive(dir, reused)).toBe(false);
    (await claimDataDirectory(dir, server)).release();
  });

  test('is dead after a restart of its machine', async () => {
    expect(await isAlive(dir, holder({ process: { ...here, bootId: 'an earlier one' } }))).toBe(false);
  });

  test('in another container is judged by its signs of life', { timeout: 30_000 }, async () => {
    const elsewhere = holder({ process: { ...here, pidNamespace: 'pid:[1]' } });
    writeHolder(dir, elsewhere);
    expect(await isAlive(dir, elsewhere, here, 600)).toBe(false);
    const beat = setInterval(() => writeHolder(dir, elsewhere), 100);
    expect(await isAlive(dir, elsewhere, here, 5_000)).toBe(true);
    clearInterval(beat);
  });

  test('that was taken for dead hears of it', { timeout: 10_000 }, async () => {
    const claim = await claimDataDirectory(dir, server);
    fs.rmSync(path.join(dir, 'servers', `${listHolders(dir)[0]!.token}.json`));
    await claim.lost;
  });
});
