import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../bench/seeded-random.ts';

/** The database under attack, whoever runs it. */
export type Victim = {
  /** The postmaster of this moment. */
  pid(): number;
  /** Called after a blow that ends it; an embedded one is brought back by the server itself. */
  restart(): Promise<void>;
};

export type Blow = (victim: Victim, random: Random) => Promise<void>;

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
};

export const blows: Record<string, Blow> = {
  'postmaster killed': async (victim, random) => {
    kill(victim.pid(), 'SIGKILL');
    await sleep(random() * 3_000);
    await victim.restart();
  },
  'backend killed': async (victim, random) => {
    const backends = backendsOf(victim.pid());
    kill(backends[Math.floor(random() * backends.length)] ?? victim.pid(), 'SIGKILL');
  },
  'fast shutdown': async (victim, random) => {
    kill(victim.pid(), 'SIGINT');
    await sleep(random() * 4_000);
    await victim.restart();
  },
  'immediate shutdown, slow restart': async (victim, random) => {
    kill(victim.pid(), 'SIGQUIT');
    await sleep(1_000 + random() * 5_000);
    await victim.restart();
  },
  'all of it stopped and continued': async (victim, random) => {
    const family = [victim.pid(), ...childrenOf(victim.pid())];
    for (const pid of family) kill(pid, 'SIGSTOP');
    await sleep(random() < 0.5 ? random() * 2_000 : 5_000 + random() * 7_000);
    for (const pid of family.toReversed()) kill(pid, 'SIGCONT');
  },
  'a backend stopped, then continued or killed': async (victim, random) => {
    const backends = backendsOf(victim.pid());
    const pid = backends[Math.floor(random() * backends.length)];
    if (pid === undefined) return;
    kill(pid, 'SIGSTOP');
    await sleep(500 + random() * 3_500);
    kill(pid, random() < 0.5 ? 'SIGCONT' : 'SIGKILL');
  },
};

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Those that serve a client: PostgreSQL names them by user, database and where they come from. */
function backendsOf(postmaster: number): number[] {
  return childrenOf(postmaster).filter(pid => {
    try {
      return /^postgres: postgres postgres (\[local\]|127)/.test(
        readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      );
    } catch {
      return false;
    }
  });
}
