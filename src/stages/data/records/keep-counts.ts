import { setTimeout as sleep } from 'node:timers/promises';
import { createLine } from './line.ts';

export type Kept<Value> = { value: Value | null; at: Date | null; isCounting: boolean };

type Entry = {
  value: unknown;
  atMs: number;
  tookMs: number;
  isStale: boolean;
  counting: Promise<void> | undefined;
  failure: unknown;
};

const keptTimes = 20;
const longestKeptMs = 60_000;
const mostEntries = 200;
/** The others of the pool are for those who do not wait for counts. */
const mostAtOnce = 2;

/**
 * Counts over many records, kept for twenty times as long as they took, a minute as a rule at most: what is cheap to count
 * is fresh. Whoever asks waits a moment for new counts, then gets the last ones there are, and these say when they were made.
 */
export function createKeptCounts(nowMs: () => number, waitMs = 400) {
  const entries = new Map<string, Entry>();
  const line = createLine(mostAtOnce);

  async function keep<Value>(key: string, count: () => Promise<Value>): Promise<Kept<Value>> {
    const entry = take(key);
    if (isDue(entry)) entry.counting ??= recount(entry, count);
    if (entry.counting) await settledWithin(entry.counting, waitMs);
    const { failure, value, atMs, counting } = entry;
    entry.failure = undefined;
    if (failure !== undefined) throw failure;
    return {
      value: value as Value | null,
      at: value === null ? null : new Date(atMs),
      isCounting: counting !== undefined,
    };
  }

  function take(key: string): Entry {
    const entry = entries.get(key) ?? { ...unasked };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > mostEntries) entries.delete(entries.keys().next().value!);
    return entry;
  }

  const isDue = ({ isStale, atMs, tookMs }: Entry): boolean =>
    isStale || nowMs() - atMs > Math.min(keptTimes * tookMs, Math.max(longestKeptMs, 3 * tookMs));

  const recount = (entry: Entry, count: () => Promise<unknown>): Promise<void> =>
    line(async () => {
      entry.isStale = false;
      const began = nowMs();
      const value = await count();
      Object.assign(entry, { value, atMs: began, tookMs: nowMs() - began });
    })
      .catch((failure: unknown) => void Object.assign(entry, { failure, isStale: true }))
      .finally(() => void (entry.counting = undefined));

  /** Something changed: what is kept under keys that begin so is counted again when it is next asked for. */
  function forget(prefix: string): void {
    for (const [key, entry] of entries) if (key.startsWith(prefix)) entry.isStale = true;
  }

  return { keep, forget };
}

const unasked: Entry = {
  value: null,
  atMs: 0,
  tookMs: 0,
  isStale: true,
  counting: undefined,
  failure: undefined,
};

async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  const waited = new AbortController();
  await Promise.race([work, sleep(ms, undefined, { signal: waited.signal }).catch(() => {})]);
  waited.abort();
}
