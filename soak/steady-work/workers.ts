import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../bench/seeded-random.ts';
import type { Activity, Desk } from './activities.ts';

export type Plan = Record<string, { act: Activity; restMs: number }>;

export type Workers = {
  /** Nothing new is begun; resolves when nobody is at anything any more. */
  rest(): Promise<void>;
  work(): void;
  /** What waits for an answer gives up. */
  end(): Promise<void>;
};

/** One person for each activity, turn after turn, each with chance of its own. */
export function startWorkers(desk: Omit<Desk, 'signal'>, plan: Plan, seed: number): Workers {
  const over = new AbortController();
  const isOver = () => over.signal.aborted;
  const busy = new Set<string>();
  const door = { isOpen: true };
  const lives = Object.entries(plan).map(async ([name, { act, restMs }], index) => {
    const random = seededRandom(seed + 1_000 * (index + 1));
    for (let turn = 1; !isOver(); turn++) {
      await sleep(restMs * random());
      while (!door.isOpen && !isOver()) await sleep(20);
      if (isOver()) return;
      busy.add(name);
      await act({ ...desk, signal: over.signal }, random, turn).catch((error: unknown) =>
        desk.fault(`${name}: ${String(error)}`),
      );
      busy.delete(name);
    }
  });
  return {
    work: () => void (door.isOpen = true),
    async rest() {
      door.isOpen = false;
      await sleep(50);
      while (busy.size > 0) await sleep(20);
    },
    async end() {
      over.abort();
      await Promise.all(lives);
    },
  };
}
