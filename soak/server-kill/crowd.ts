import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../bench/seeded-random.ts';
import { ServerEnded } from '../living-server.ts';
import { activities } from './activities.ts';
import type { House } from './house.ts';

/** Everybody who uses the server. */
export type Crowd = {
  /** Who may begin something from now on; what was begun goes on. */
  allow(names: readonly string[]): void;
  /** Resolves when nobody is at anything any more, or after so long. */
  rest(longestMs?: number): Promise<void>;
  end(): Promise<void>;
  turns(): Record<string, number>;
};

export function gatherCrowd(house: House, seed: number): Crowd {
  let allowed = new Set<string>();
  const over = new AbortController();
  const isOver = () => over.signal.aborted;
  const busy = new Set<string>();
  const turns: Record<string, number> = {};
  const lives = Object.entries(activities).map(async ([name, { act, restMs }], index) => {
    const random = seededRandom(seed + 1_000 * (index + 1));
    for (let turn = 1; !isOver(); turn++) {
      if (turn > 1) await sleep(restMs * random());
      while (!isOver() && !allowed.has(name)) await sleep(20);
      if (isOver()) return;
      busy.add(name);
      turns[name] = turn;
      await act(house, random, turn).catch((error: unknown) => {
        if (!(error instanceof ServerEnded)) house.fault(`${name}: ${String(error)}`);
      });
      busy.delete(name);
    }
  });
  return {
    allow: names => void (allowed = new Set(names)),
    async rest(longestMs = Infinity) {
      allowed = new Set();
      await sleep(30);
      const until = performance.now() + longestMs;
      while (busy.size > 0 && performance.now() < until) await sleep(20);
    },
    async end() {
      over.abort();
      await Promise.all(lives);
    },
    turns: () => turns,
  };
}
